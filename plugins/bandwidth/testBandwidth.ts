import { ownerName } from '../../lib/plan/owner.ts';
import { type ChainedGround, chainedGround } from '../../lib/testing/chainedGround.ts';
import type { Place } from '../../lib/testing/place.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** For tests: limits of an "eth0" that somebody else has made. */
export function limited(host: Host, own: Record<string, unknown>, mtu?: number): Promise<ChainedGround> {
  return chainedGround(host, { type: 'bandwidth', ...own }, mtu);
}

/** A limit of both directions that is fast enough not to be noticed. */
export const both = {
  ingressRate: 8_000_000,
  ingressBurst: 800_000,
  egressRate: 16_000_000,
  egressBurst: 1_600_000,
};

/** The ifb of eth0 of container c1 in "mynet". */
export const ifb = ownerName('bwp', {
  plugin: 'bandwidth',
  network: 'mynet',
  containerId: 'c1',
  ifName: 'eth0',
});

interface Qdisc {
  kind: string;
  handle: string;
  root?: boolean;
  parent?: string;
  options: { rate?: number; burst?: number; lat?: number; limit?: number };
}

/** The queueing disciplines of a link. */
export async function qdiscsOf(place: Place, link: string): Promise<Qdisc[]> {
  return JSON.parse((await place.ok(['tc', '-j', 'qdisc', 'show', 'dev', link])).stdout);
}

/** Kind by kind: ["tbf", "clsact"]. */
export async function kindsOf(place: Place, link: string): Promise<string[]> {
  return (await qdiscsOf(place, link)).map(({ kind }) => kind);
}
