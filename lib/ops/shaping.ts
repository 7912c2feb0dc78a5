import type { TcStep } from '../plan/step.ts';

/** A token bucket, in the units of the kernel. */
export interface Bucket {
  /** Bits per second. */
  rate: number;
  /** Bytes that may go at once. */
  burst: number;
  /** Bytes that may wait; what comes then is dropped. */
  limit: number;
  /** Bytes of the longest frame. */
  frame: number;
}

/** Networks at the other end that count, or do not, and where a packet has their address. */
export interface Exemption {
  /** "shaped": only these are. "unshaped": all but these are. */
  which: 'shaped' | 'unshaped';
  /** Canonical: "10.0.0.0/8". */
  subnets: string[];
  side: 'src' | 'dst';
}

/** The handle of every queueing discipline that we make, by which it is told from somebody else's. */
export const handle = '7766:';

/**
 * Makes packets that leave through `link` wait for tokens. Its undo takes all of it; none where the link itself
 * goes.
 */
export function shape(
  link: string,
  bucket: Bucket,
  exemption: Exemption | undefined,
  undoes: boolean,
): TcStep[] {
  const why = `limit the rate of what leaves through "${link}" to ${bucket.rate} bit/s`;
  const undo = undoes ? { undo: unshape(link).words } : {};
  const root = ['qdisc', 'add', 'dev', link, 'root', 'handle', handle];
  if (exemption === undefined) return [{ ...tc(why, ...root, 'tbf', ...tbfWords(bucket)), ...undo }];
  // What no filter leads to a class goes past all of them: no rate, no quantum. 1000 packets of that may wait.
  const otherwise = exemption.which === 'unshaped' ? '1' : '0';
  const tree = [...root, 'htb', 'default', otherwise, 'direct_qlen', '1000'];
  return [
    { ...tc(`tell what leaves through "${link}" apart`, ...tree), ...undo },
    tc(
      why,
      'class',
      'add',
      'dev',
      link,
      'parent',
      handle,
      'classid',
      `${handle}1`,
      'htb',
      ...classWords(bucket),
    ),
    tc(
      `let it wait there`,
      'qdisc',
      'add',
      'dev',
      link,
      'parent',
      `${handle}1`,
      'bfifo',
      'limit',
      queue(bucket),
    ),
    ...exemption.subnets.map((subnet) => lead(link, subnet, exemption)),
  ];
}

/** Removes what `shape` made. A discipline with another handle is somebody else's and stays. */
export function unshape(link: string): TcStep {
  const words = ['qdisc', 'delete', 'dev', link, 'root', 'handle', handle];
  return { ...tc(`stop limiting what leaves through "${link}"`, ...words), fine: 'absent' };
}

function tbfWords({ rate, burst, limit }: Bucket): string[] {
  return ['rate', `${rate}bit`, 'burst', `${burst}b`, 'limit', `${limit}b`];
}

function classWords({ rate, burst, frame }: Bucket): string[] {
  const [speed, most] = [`${rate}bit`, `${Math.min(burst, longest(rate))}b`];
  const quantum = String(Math.min(Math.max(frame, 1000), 200_000)); // what the kernel does not complain about
  return ['rate', speed, 'ceil', speed, 'burst', most, 'cburst', most, 'quantum', quantum];
}

/** The kernel is told the burst of a class as a time, in 32 bits of 64 ns: bytes in 270 seconds. */
function longest(rate: number): number {
  return Math.max(1, Math.floor((rate / 8) * 270));
}

/** A class does not cut large packets of the host's own into frames, as tbf does: two of them have room. */
function queue({ limit }: Bucket): string {
  return String(Math.max(limit, 2 * 65_536));
}

function lead(link: string, subnet: string, { which, side }: Exemption): TcStep {
  const [protocol, match, pref] = subnet.includes(':') ? ['ipv6', 'ip6', '15'] : ['ip', 'ip', '16'];
  const words = ['filter', 'add', 'dev', link, 'parent', handle, 'protocol', protocol, 'pref', pref, 'u32'];
  const flow = which === 'unshaped' ? `${handle}0` : `${handle}1`;
  const [what, other] = which === 'unshaped' ? ['let', 'past the limit'] : ['limit', 'and nothing else'];
  const why = `${what} what goes ${side === 'dst' ? 'to' : 'from'} ${subnet} ${other}`;
  return tc(why, ...words, 'match', match, side, subnet, 'flowid', flow);
}

/** One line for tc on the host. */
export function tc(why: string, ...words: string[]): TcStep {
  return { tool: 'tc', place: 'host', words, why };
}
