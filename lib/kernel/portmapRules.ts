import type { PortForward, PortProtocol } from '../ops/portmap.ts';
import { bare, type NatChains } from '../ops/portmapFound.ts';
import { localChain, type OwnedPorts, ownerChain } from '../ops/portmapOwned.ts';
import { CniError, Code } from '../spec/errors.ts';
import type { Runner } from './runner.ts';

/** Seconds to wait for others who change rules. */
const patience = ['--wait', '20', '--table'];

/** All chains of table nat. Lists, as only CHECK, GC, a conflict and what comes after a flush may. */
export async function natChains(runner: Runner, v6: boolean): Promise<NatChains> {
  return listChains(runner, 'nat', v6);
}

/**
 * All chains of a table, as `natChains`. The tool asks for chains and rules one after the other, so a listing may be
 * torn where others write: it counts when it comes twice.
 */
export async function listChains(runner: Runner, table: 'nat' | 'raw', v6: boolean): Promise<NatChains> {
  const list = () => listed(runner, v6, [table, '--list-rules']);
  let last = await list();
  for (let round = 0; round < 8; round++) {
    const next = await list();
    if (next === last) break;
    last = next;
  }
  return last === undefined ? new Map() : chainsIn(last);
}

/** Whether there is a chain of an IPv4 table. Looks at nothing else. */
export async function hasChain(runner: Runner, table: 'nat' | 'raw', chain: string): Promise<boolean> {
  return (await listed(runner, false, [table, '--list-rules', chain])) !== undefined;
}

/** What the chain of an owner tells; undefined if there is none. Looks at nothing else. */
export async function ownedPorts(
  runner: Runner,
  v6: boolean,
  label: string,
): Promise<OwnedPorts | undefined> {
  const chain = ownerChain(label);
  const listing = await listed(runner, v6, ['nat', '--list-rules', chain]);
  if (listing === undefined) return undefined;
  return ownedIn(chainsIn(listing).get(chain) ?? []) ?? { label, forwards: [] };
}

/**
 * What is listed; undefined where it is not there, nor ever could be. Throws CniError (code 11) where the tool could not
 * tell: killed, or the rules locked by somebody (its exit code 4).
 */
async function listed(runner: Runner, v6: boolean, words: string[]): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await runner.run({ file: toolOf(v6), args: [...patience, ...words] });
  if (exitCode === 0) return stdout;
  if (exitCode !== null && exitCode !== 4) return undefined;
  const what = `Cannot list ${words.at(-1)} with "${toolOf(v6)}"`;
  throw new CniError(Code.tryAgainLater, `${what}: ${stderr.trim() || 'it was ended'}`);
}

/** Reads `iptables -S`. */
export function chainsIn(listing: string): Map<string, string[]> {
  const chains = new Map<string, string[]>();
  for (const line of listing.split('\n')) {
    const [, option, chain = '', rule = ''] = /^-([PNA]) (\S+) ?(.*)$/.exec(line) ?? [];
    if (option === undefined) continue;
    const rules = chains.get(chain) ?? [];
    if (option === 'A') rules.push(rule);
    chains.set(chain, rules);
  }
  return chains;
}

/** Reads the rules of an owner's chain; undefined where somebody has emptied it. */
export function ownedIn(rules: readonly string[]): OwnedPorts | undefined {
  const [label, ...lines] = rules.map((rule) => bare(rule).replace(/^-m comment --comment /, ''));
  if (label === undefined) return undefined;
  const prefix = `-j ${localChain('')}`;
  const local = lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  const forwards = lines.flatMap(forwardIn);
  return { label, forwards, ...(local !== undefined && { localLink: local }) };
}

/** Every owner whose chain has not been emptied. */
export function ownersIn(chains: NatChains): OwnedPorts[] {
  const own = [...chains].filter(([name]) => name.startsWith('WEFT-OWNER-'));
  return own.flatMap(([, rules]) => ownedIn(rules) ?? []);
}

function forwardIn(line: string): (PortForward & { conditional: boolean })[] {
  const [protocol, hostPort, hostIp = '', ip = '', containerPort, always] = line.split(' ');
  if (containerPort === undefined) return [];
  const address = hostIp === '-' ? {} : { hostIp };
  const ports = { hostPort: Number(hostPort), containerPort: Number(containerPort) };
  return [{ protocol: protocol as PortProtocol, ip, ...ports, ...address, conditional: always === 'if' }];
}

function toolOf(v6: boolean): string {
  return v6 ? 'ip6tables' : 'iptables';
}
