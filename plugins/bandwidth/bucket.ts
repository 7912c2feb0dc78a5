import type { Bucket } from '../../lib/ops/shaping.ts';
import type { Limit } from './conf.ts';

/** The head of a frame, with the tag of a VLAN. */
const head = 18;

/** What may wait is what goes in 25 ms, and a burst. */
const perSecond = 40;

/** The kernel counts bytes that wait in 32 bits. */
const longestQueue = 2 ** 32 - 1;

/**
 * What the kernel is told for a limit on a link of `mtu` bytes. A burst shorter than the longest frame counts as
 * one frame: with less, that frame would wait for ever, and no connection would get beyond its first packets.
 */
export function bucketOf({ rate, burst }: Limit, mtu: number): Bucket {
  const frame = mtu + head;
  const bytes = Math.max(Math.floor(burst / 8), frame);
  const limit = Math.min(Math.floor(rate / 8 / perSecond) + bytes, longestQueue);
  return { rate, burst: bytes, limit, frame };
}
