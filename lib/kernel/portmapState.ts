import * as z from 'zod/mini';
import type { PortElement } from '../ops/portmapElements.ts';
import { sharedLabel } from '../ops/portmapMarks.ts';
import { askOwner } from '../ops/portmapNft.ts';
import { portmapBase } from '../ops/portmapNftBase.ts';
import { portmapTable } from '../ops/portmapNftWords.ts';
import { script } from '../plan/render.ts';
import { CniError, Code } from '../spec/errors.ts';
import type { Runner } from './runner.ts';

/** An element found in the kernel, and whose it is. */
export interface FoundElement extends PortElement {
  label: string;
}

/** All that is there of our port mappings with nftables. */
export interface PortmapState {
  elements: FoundElement[];
  /** Chains with the number of their rules. */
  chains: Map<string, number>;
}

/**
 * Whether the owner of a label has any port mapping with nftables. Costs the same however many others there are: a
 * transaction that can never pass is refused in one way or in two.
 */
export async function hasPorts(runner: Runner, label: string): Promise<boolean> {
  const asked = { file: 'nft', args: ['-f', '-'], input: script(askOwner(label)) };
  const { exitCode, stderr } = await runner.run(asked);
  if (exitCode === null)
    throw new CniError(Code.tryAgainLater, 'Cannot ask "nft" for port mappings: it was ended');
  return /:2:\d/.test(stderr) && !/:1:\d/.test(stderr);
}

/**
 * All there is. Lists, as only CHECK, GC, a conflict and a removal that was told nothing may. No table: nothing is
 * there.
 */
export async function portmapState(runner: Runner): Promise<PortmapState> {
  const done = await runner.run({
    file: 'nft',
    args: ['--json', 'list', 'table', ...portmapTable.split(' ')],
  });
  return done.exitCode === 0 ? fromNft(done.stdout) : { elements: [], chains: new Map() };
}

/** What of the shared chains is not as it was made: their names. */
export function flushedChains({ chains }: PortmapState, expected = portmapBase): string[] {
  const want = new Map<string, number>();
  for (const line of expected) {
    const [, kind, name = ''] = new RegExp(`^add (chain|rule) ${portmapTable} (\\S+)`).exec(line) ?? [];
    if (kind) want.set(name, (want.get(name) ?? 0) + Number(kind === 'rule'));
  }
  return [...want].filter(([name, rules]) => chains.get(name) !== rules).map(([name]) => name);
}

function makeShapes() {
  const elements = z.optional(z.array(z.any()));
  const set = z.object({ name: z.string(), elem: elements });
  return z.object({
    nftables: z.array(
      z.object({
        set: z.optional(set),
        map: z.optional(set),
        chain: z.optional(z.object({ name: z.string() })),
        rule: z.optional(z.object({ chain: z.string() })),
      }),
    ),
  });
}

/**
 * Reads `nft --json list table inet weft-portmap`. Elements without a comment, and the marks of shared ports, are
 * nobody's.
 */
export function fromNft(json: string): PortmapState {
  const { nftables } = z.parse(makeShapes(), JSON.parse(json));
  const chains = new Map<string, number>();
  for (const { chain, rule } of nftables) {
    if (chain) chains.set(chain.name, chains.get(chain.name) ?? 0);
    if (rule) chains.set(rule.chain, (chains.get(rule.chain) ?? 0) + 1);
  }
  const elements = nftables.flatMap(({ set, map }) => [
    ...(set?.elem ?? []).map((element) => found(set?.name ?? '', element)),
    ...(map?.elem ?? []).map(([key, value]) => found(map?.name ?? '', key, value)),
  ]);
  return { chains, elements: elements.filter(({ label }) => label !== '' && label !== sharedLabel) };
}

interface JsonElement {
  elem?: { val?: unknown; comment?: string };
}

function found(set: string, key: unknown, value?: unknown): FoundElement {
  const { elem } = (key ?? {}) as JsonElement;
  const words = wordsOf(elem?.val);
  const element = { set, key: set === 'owners' ? `"${words}"` : words, label: elem?.comment ?? '' };
  return value === undefined ? element : { ...element, value: wordsOf(value) };
}

/** "tcp . 8080", "goto every4": as nft reads it. */
function wordsOf(json: unknown): string {
  if (typeof json !== 'object' || json === null) return String(json);
  const { concat, goto, jump } = json as { concat?: unknown[]; goto?: Target; jump?: Target };
  if (concat) return concat.map(String).join(' . ');
  return goto ? `goto ${goto.target}` : `jump ${jump?.target ?? ''}`;
}

interface Target {
  target: string;
}
