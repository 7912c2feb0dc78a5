/** What the examples of ipvlan and vlan show, which both have the MAC of the host's uplink. */
import { linkOf } from '../../../lib/testing/links.ts';
import type { Host } from '../../../lib/testing/throwawayHost.ts';
import { type Attached, bare, ping } from '../example.ts';
import { uplink } from './links.ts';

/** Machines of the host's network that share one MAC: the router is reached, and so is the other container. */
export async function oneMacForAll({ host, one, result, two, other }: Attached): Promise<void> {
  expect(result.ips?.map(({ address, gateway }) => [address, gateway])).toEqual([
    ['192.168.8.100/24', '192.168.8.1'],
    ['fd00:8::100/64', 'fd00:8::1'],
  ]);
  const { address } = await linkOf(host, 'eth0');
  for (const { interfaces } of [result, other]) expect(interfaces?.[0]?.mac).toBe(address);
  for (const ip of ['192.168.8.1', 'fd00:8::1', ...bare(other)]) await ping(one, ip);
  for (const ip of bare(result)) await ping(two, ip);
}

/** The same uplink, whose router has VLAN 5 too: 192.168.5.1 and fd00:5::1. */
export async function taggedUplink(host: Host): Promise<void> {
  await uplink(host);
  const commands = `
    ip -n lan link add link lan0 name lan0.5 type vlan id 5
    ip -n lan address add 192.168.5.1/24 dev lan0.5
    ip -n lan address add fd00:5::1/64 dev lan0.5 nodad
    ip -n lan link set lan0.5 up`;
  await host.ok(['sh', '-ec', commands]);
}

/** The one container in the VLAN reaches its router, and is reached by it. */
export async function routerOfTheVlan({ host, one, result }: Attached): Promise<void> {
  expect(await linkOf(one, 'eth0')).toMatchObject({ linkinfo: { info_kind: 'vlan', info_data: { id: 5 } } });
  for (const ip of ['192.168.5.1', 'fd00:5::1']) await ping(one, ip);
  for (const ip of bare(result)) await host.ok(['ip', 'netns', 'exec', 'lan', 'ping', '-c1', '-W2', ip]);
}
