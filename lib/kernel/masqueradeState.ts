import * as z from 'zod/mini';
import type { Masquerade, MasqueradeBackend, Scaffold } from '../ops/masquerade.ts';
import { masqueradeChain } from '../ops/masqueradeIptables.ts';
import { chainName, masqueradeTable } from '../ops/masqueradeNft.ts';
import { nftListing } from './nftListing.ts';
import type { Runner } from './runner.ts';

/** An entry found in the kernel, and whose it is. */
export interface MasqueradeEntry extends Masquerade {
  label: string;
}

/** All that is there of our masquerade: the entries, and what they share. */
export interface MasqueradeState {
  entries: MasqueradeEntry[];
  scaffold: Scaffold[];
}

/**
 * All masquerade entries of ours. Lists a whole chain or table, so it is for GC, CHECK and a DEL that does not know the
 * addresses; never for the ordinary ADD or DEL. No such chain or table, or no such program, means nothing is there.
 */
export async function masqueradeState(runner: Runner, backend: MasqueradeBackend): Promise<MasqueradeState> {
  if (backend === 'nftables') return fromNft(await list(runner, 'nft', nftQuery));
  const [v4, v6] = await Promise.all([
    list(runner, 'iptables', iptablesQuery),
    list(runner, 'ip6tables', iptablesQuery),
  ]);
  const scaffold: Scaffold[] = [];
  if (v4 !== undefined) scaffold.push({ tool: 'iptables' });
  if (v6 !== undefined) scaffold.push({ tool: 'ip6tables' });
  return { scaffold, entries: fromIptables(`${v4 ?? ''}\n${v6 ?? ''}`) };
}

/** For CHECK: whether the packets of a family come to our entries at all, which somebody may have flushed. */
export async function masqueradeEntered(
  runner: Runner,
  backend: MasqueradeBackend,
): Promise<Record<4 | 6, boolean>> {
  if (backend === 'nftables') {
    const chain =
      (await list(runner, 'nft', ['list', 'chain', ...masqueradeTable.split(' '), 'postrouting'])) ?? '';
    return { 4: chain.includes('vmap @masq4'), 6: chain.includes('vmap @masq6') };
  }
  const query = ['--wait', '20', '--table', 'nat', '--list-rules', 'POSTROUTING'];
  const chains = await Promise.all([list(runner, 'iptables', query), list(runner, 'ip6tables', query)]);
  const [v4 = false, v6 = false] = chains.map((chain) => chain?.includes(`-j ${masqueradeChain}\n`));
  return { 4: v4, 6: v6 };
}

const nftQuery = ['--json', 'list', 'table', ...masqueradeTable.split(' ')];
const iptablesQuery = ['--wait', '20', '--table', 'nat', '--list-rules', masqueradeChain];

async function list(runner: Runner, file: string, args: string[]): Promise<string | undefined> {
  const done = await runner.run({ file, args });
  return done.exitCode === 0 ? done.stdout : undefined;
}

/** Reads `iptables -S WEFT-MASQ`. */
export function fromIptables(listing: string): MasqueradeEntry[] {
  const rule =
    /^-A WEFT-MASQ -s ([0-9a-f.:]+)\/\d+ ! -d (\S+) -m comment --comment "?([^"\s]+)"? -j MASQUERADE$/gm;
  return [...listing.matchAll(rule)].map(([, ip = '', subnet = '', label = '']) => ({ ip, subnet, label }));
}

/** Made with the first listing: a DEL that knows its entries lists nothing, and making schemas costs it half a millisecond. */
function makeShapes() {
  const key = z.object({ elem: z.object({ val: z.string(), comment: z.string() }) });
  const verdict = z.object({ goto: z.object({ target: z.string() }) });
  return {
    map: z.object({ map: z.object({ elem: z.array(z.tuple([key, verdict])) }) }),
    chain: z.object({ chain: z.object({ name: z.string() }) }),
  };
}

let made: ReturnType<typeof makeShapes> | undefined;

function shapes(): ReturnType<typeof makeShapes> {
  made ??= makeShapes();
  return made;
}

/** Reads `nft --json list table inet weft`. */
export function fromNft(json: string | undefined): MasqueradeState {
  if (json === undefined) return { entries: [], scaffold: [] };
  const read = nftListing(json);
  const subnets = read(shapes().chain).flatMap(({ chain: { name } }) =>
    isSubnetChain(name) ? [subnetOf(name)] : [],
  );
  const elements = read(shapes().map).flatMap(({ map }) => map.elem);
  const entries = elements.map(([{ elem }, { goto }]) => ({
    ip: elem.val,
    label: elem.comment,
    subnet: subnetOf(goto.target),
  }));
  return { entries, scaffold: [{ tool: 'nft', subnets }] };
}

function isSubnetChain(name: string): boolean {
  return name.startsWith(chainName(''));
}

function subnetOf(name: string): string {
  return name.slice(chainName('').length).replaceAll('_', ':');
}
