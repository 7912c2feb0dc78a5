import { type ChainedGround, chainedGround } from '../../lib/testing/chainedGround.ts';
import { difference } from '../../lib/testing/difference.ts';
import { type Snapshot, snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** For tests: tuning of an "eth0" that somebody else has made. */
export function tuned(host: Host, own: Record<string, unknown>): Promise<ChainedGround> {
  return chainedGround(host, { type: 'tuning', ...own });
}

/** What tuning can change of eth0. */
export async function attributesOf(container: Container) {
  const [link] = await container.ipJson('-d', 'link', 'show', 'dev', 'eth0');
  const { address, mtu, flags = [], txqlen = 0, promiscuity } = link ?? {};
  return { mac: address, mtu, promisc: promiscuity, allmulti: flags.includes('ALLMULTI'), txQLen: txqlen };
}

/** What differs in a host and its containers but for the folder of former values, which stays. */
export async function changes(before: Snapshot, host: Host, ...containers: Container[]): Promise<string[]> {
  const lines = difference(before, await snapshot(host, ...containers));
  return lines.filter((line) => !/^\+ host file \/run\/cni(\/tuning)? folder/.test(line));
}

/** A sysctl in the container. */
export async function sysctlOf(container: Container, path: string): Promise<string> {
  return (await container.ok(['cat', `/proc/sys/${path}`])).stdout.trim();
}

/** Everything that tuning can set of a link, and a sysctl. */
export const everything = {
  mac: '02:00:00:00:00:77',
  mtu: 1400,
  promisc: true,
  allmulti: true,
  txQLen: 5,
  sysctl: { 'net.ipv4.conf.IFNAME.arp_filter': '1' },
};

/** Where the former values of container c1 are kept. */
export const savedFile = '/run/cni/tuning/weft:tuning:mynet:c1:eth0.json';
