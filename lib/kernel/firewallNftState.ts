import * as z from 'zod/mini';
import { firewallTable, forwardLength } from '../ops/firewallNftBase.ts';
import { nftListing } from './nftListing.ts';
import type { Runner } from './runner.ts';

/** An element of ours: its key in nft's words, whose it is. */
export interface OwnedElement {
  set: 'owners' | 'open4' | 'open6';
  key: string;
  label: string;
}

/** All that is there of the firewall's table. */
export interface FirewallTable {
  elements: OwnedElement[];
  /** Devices with a policy; those whose own traffic is dropped as well. */
  between: string[];
  isolated: string[];
  /** Names of all chains. */
  chains: string[];
  /** Whether chain `forward` holds what belongs there. */
  filters: boolean;
  /** Whether the administrator has said anything: rules in `admin`, another policy of `forward`. */
  administered: boolean;
}

/**
 * Lists the whole table, so it is for CHECK, GC and what has not found what it expected. Undefined if there is
 * none.
 */
export async function firewallTableState(runner: Runner): Promise<FirewallTable | undefined> {
  const args = ['--json', 'list', 'table', ...firewallTable.split(' ')];
  const done = await runner.run({ file: 'nft', args });
  return done.exitCode === 0 ? fromNft(done.stdout) : undefined;
}

/** Reads what `nft --json list table` prints of our table. */
export function fromNft(json: string): FirewallTable {
  const shapes = makeShapes();
  const read = nftListing(json);
  const sets = read(shapes.set).map(({ set }) => set);
  const devices = (name: string) =>
    sets
      .filter((set) => set.name === name)
      .flatMap(({ elem }) => elem.flatMap((element) => deviceOf(element)));
  const chains = read(shapes.chain).map(({ chain }) => chain);
  const rulesOf = (name: string) => read(shapes.rule).filter(({ rule }) => rule.chain === name).length;
  return {
    elements: [
      ...read(shapes.map).flatMap(({ map }) => map.elem.flatMap(([key]) => owned('owners', key))),
      ...sets.flatMap(addresses),
    ],
    between: devices('between'),
    isolated: devices('isolated'),
    chains: chains.map(({ name }) => name),
    filters: rulesOf('forward') === forwardLength,
    administered: rulesOf('admin') > 0 || chains.some(({ policy }) => policy === 'drop'),
  };
}

function addresses({ name, elem }: { name: string; elem: unknown[] }): OwnedElement[] {
  return name === 'open4' || name === 'open6' ? elem.flatMap((element) => owned(name, element)) : [];
}

function owned(set: OwnedElement['set'], element: unknown): OwnedElement[] {
  const found = z.safeParse(makeShapes().element, element);
  if (!found.success) return [];
  const { val, comment } = found.data.elem;
  return [{ set, key: set === 'owners' ? `"${val}"` : val, label: comment }];
}

/** "cni0", or of a pair of the same device the first. */
function deviceOf(element: unknown): string[] {
  if (typeof element === 'string') return [element];
  const found = z.safeParse(makeShapes().pair, element);
  return found.success ? [found.data.concat[0]] : [];
}

type Shapes = ReturnType<typeof newShapes>;
let made: Shapes | undefined;

/** With the first listing: what lists nothing does not pay for it. */
function makeShapes(): Shapes {
  made ??= newShapes();
  return made;
}

function newShapes() {
  const elem = z.array(z.unknown());
  return {
    element: z.object({ elem: z.object({ val: z.string(), comment: z.string() }) }),
    pair: z.object({ concat: z.tuple([z.string(), z.string()]) }),
    map: z.object({ map: z.object({ elem: z.array(z.tuple([z.unknown(), z.unknown()])) }) }),
    set: z.object({ set: z.object({ name: z.string(), elem }) }),
    chain: z.object({ chain: z.object({ name: z.string(), policy: z.optional(z.string()) }) }),
    rule: z.object({ rule: z.object({ chain: z.string() }) }),
  };
}
