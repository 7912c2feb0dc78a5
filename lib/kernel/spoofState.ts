import * as z from 'zod/mini';
import { type Sender, spoofTable } from '../ops/spoofCheck.ts';
import { nftListing } from './nftListing.ts';
import type { Runner } from './runner.ts';

/** All that is there of our spoof check. */
export interface SpoofState {
  /** With the owner's label of each. */
  senders: (Sender & { label: string })[];
  /** Ports whose frames are checked. */
  guarded: string[];
  /** Whether frames come to the check at all, and the check drops any; somebody may have flushed a chain. */
  checks: boolean;
}

/** Lists the whole table, so it is for GC and CHECK. Undefined if there is none. */
export async function spoofState(runner: Runner): Promise<SpoofState | undefined> {
  const listed = await nft(runner, '--json', 'list', 'table', ...spoofTable.split(' '));
  return listed === undefined ? undefined : fromNft(listed);
}

/**
 * For a DEL that knows only the port: the MAC that its frames may have. Costs the same however many others there are. Read
 * as text, since not every nft prints a single element as JSON.
 */
export async function guardedMac(runner: Runner, port: string): Promise<string | undefined> {
  const found = await nft(runner, 'get', 'element', ...spoofTable.split(' '), 'guarded', `{ "${port}" }`);
  return /comment "((?:[0-9a-f]{2}:){5}[0-9a-f]{2})"/.exec(found ?? '')?.[1];
}

async function nft(runner: Runner, ...args: string[]): Promise<string | undefined> {
  const done = await runner.run({ file: 'nft', args });
  return done.exitCode === 0 ? done.stdout : undefined;
}

/** Reads what `nft --json list table` prints of our table. */
export function fromNft(json: string): SpoofState {
  const shapes = makeShapes();
  const read = nftListing(json);
  const guarded = read(shapes.map).flatMap(({ map }) => map.elem.map(([{ elem }]) => elem));
  const rules = read(shapes.rule).map(({ rule }) => `${rule.chain} ${JSON.stringify(rule.expr)}`);
  return {
    senders: read(shapes.set).flatMap(({ set }) => set.elem.map(({ elem }) => senderOf(elem))),
    guarded: guarded.map(({ val }) => val),
    checks: [/^prerouting .*"@guarded"/, /^sender .*"@senders"/, /^sender .*"drop"/].every((rule) =>
      rules.some((text) => rule.test(text)),
    ),
  };
}

function senderOf({ val, comment }: { val: { concat: [string, string] }; comment: string }) {
  const [port, mac] = val.concat;
  return { port, mac, label: comment };
}

function makeShapes() {
  const port = z.object({ elem: z.object({ val: z.string() }) });
  const concat = z.tuple([z.string(), z.string()]);
  const sender = z.object({ elem: z.object({ val: z.object({ concat }), comment: z.string() }) });
  return {
    map: z.object({ map: z.object({ elem: z.array(z.tuple([port, z.unknown()])) }) }),
    set: z.object({ set: z.object({ elem: z.array(sender) }) }),
    rule: z.object({ rule: z.object({ chain: z.string(), expr: z.unknown() }) }),
  };
}
