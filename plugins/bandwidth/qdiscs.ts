import type { Door } from '../../lib/kernel/door.ts';
import { flagIn, inner, listIn, needed, numberIn, printed, textIn } from '../../lib/kernel/members.ts';
import { preference } from '../../lib/ops/redirection.ts';
import { handle } from '../../lib/ops/shaping.ts';

/** A queueing discipline as it is now. */
interface QdiscFacts {
  /** "tbf", "htb", "clsact", …; "noqueue" where there is none. */
  kind: string;
  /** "7766:"; "0:" for one that the kernel put there by itself. */
  handle: string;
  isRoot: boolean;
  /** Of tbf: bytes per second. */
  rate?: number;
  /** Of tbf: bytes, rounded: "10Kb/1", or without details "10240". */
  burst?: string;
}

/** A filter as it is now. */
interface FilterFacts {
  pref: number;
  protocol: string;
  /** Where it sends a packet on. */
  to?: string;
  /** The class it leads to: "7766:1". */
  flow?: string;
}

/** The disciplines of a link and the filters of what comes in through it. */
export interface Queueing {
  qdiscs: QdiscFacts[];
  entry: FilterFacts[];
  /** Filters of what goes out, in the place that goes with the one for what comes in. */
  exit: FilterFacts[];
}

/** Asks tc for all that is at a link. */
export async function observeQueueing(door: Door, link: string): Promise<Queueing> {
  const dev = ['show', 'dev', link];
  const [qdiscs, entry, exit] = await door.askTc(
    'host',
    ['qdisc', ...dev],
    ['filter', ...dev, 'ingress'],
    ['filter', ...dev, 'egress'],
  );
  return { qdiscs: (qdiscs ?? []).map(qdiscFacts), entry: filterFacts(entry), exit: filterFacts(exit) };
}

/** The filters that sort what goes out through a link, by our own tree. */
export async function observeSorting(door: Door, link: string): Promise<FilterFacts[]> {
  const [found] = await door.askTc('host', ['filter', 'show', 'dev', link, 'parent', handle]);
  return filterFacts(found);
}

/** Whether a discipline is ours. */
export function isOurs({ handle: own, isRoot }: QdiscFacts): boolean {
  return isRoot && own === handle;
}

/** The first discipline that somebody else has put at the exit of a link. */
export function foreignRoot({ qdiscs }: Queueing): QdiscFacts | undefined {
  return qdiscs.find((one) => one.isRoot && one.handle !== '0:' && !isOurs(one));
}

/** Whether what comes in can be filtered. */
export function hasEntry({ qdiscs }: Queueing): boolean {
  return qdiscs.some(({ kind }) => kind === 'clsact' || kind === 'ingress');
}

/** Our filter among those of what comes in, if it is there. */
export function ourRedirect({ entry }: Queueing): FilterFacts | undefined {
  return entry.find(({ pref }) => pref === preference);
}

function qdiscFacts(found: unknown): QdiscFacts {
  const json = printed(found);
  const options = inner(json, 'options');
  const rate = typeof options.rate === 'number' ? options.rate : undefined; // an object where it is netem's
  return {
    kind: needed(textIn(json, 'kind'), 'kind'),
    handle: needed(textIn(json, 'handle'), 'handle'),
    isRoot: flagIn(json, 'root'),
    ...(rate === undefined ? {} : { rate }),
    ...(options.burst === undefined ? {} : { burst: String(options.burst) }),
  };
}

/**
 * tc prints a line for each kind at each place, one for each table of it, and one for each filter: only the last
 * is one.
 */
function filterFacts(found: unknown[] | undefined): FilterFacts[] {
  return (found ?? [])
    .map(printed)
    .filter((json) => 'options' in json && !/^[0-9a-f]+:$/.test(textIn(inner(json, 'options'), 'fh') ?? ''))
    .map((json) => {
      const options = inner(json, 'options');
      const targets = listIn(options, 'actions').map((action) => textIn(printed(action), 'to_dev'));
      const [to] = targets.filter((name) => name !== undefined);
      const flow = textIn(options, 'flowid');
      const [pref = 0, protocol = ''] = [numberIn(json, 'pref'), textIn(json, 'protocol')];
      return { pref, protocol, ...(to && { to }), ...(flow && { flow }) };
    });
}
