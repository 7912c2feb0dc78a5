/** The commands beside ADD and DEL of an interface plugin: `dhcp` called as runtimes call an IPAM plugin. */
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import type { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { alone } from './testAlone.ts';
import { bridgeNetwork, lan, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq'));

test('a second ADD answers what is leased, without a packet; CHECK compares it with prevResult', async () => {
  await using ground = await lan();
  const server = await dnsmasq(ground, 5, 9);
  await startDaemon(ground.host);
  const { network, container } = await alone(ground);
  const first = await network.add(container);
  const asked = server.said();
  expect(await network.add(container)).toEqual(first);
  await network.check(container, first);
  const other = { ...first, ips: [{ address: '192.168.1.99/24' }] };
  expect(await network.refused('CHECK', container, { prevResult: other })).toMatchObject({ code: 101 });
  expect(
    await network.refused('CHECK', { ...container, id: 'another' }, { prevResult: first }),
  ).toMatchObject({
    code: 101,
    msg: expect.stringContaining('nothing is leased'),
  });
  expect(server.said()).toBe(asked);
  await network.del(container);
});

test('two ADDs of one attachment at the same time acquire once', async () => {
  await using ground = await lan();
  const server = await dnsmasq(ground, 5, 9);
  await startDaemon(ground.host);
  const { network, container } = await alone(ground);
  const [one, other] = await Promise.all([network.add(container), network.add(container)]);
  expect(one).toEqual(other);
  expect(server.leases().trim().split('\n')).toHaveLength(1);
});

test('a DEL that comes while ADD is still acquiring ends it; a caller that is killed takes its call back', async () => {
  await using ground = await lan();
  const daemon = await startDaemon(ground.host);
  const { network, container } = await alone(ground);
  const pending = network.refused('ADD', container);
  await eventually('the daemon to ask', () => hasSocket(container));
  await network.del(container);
  expect((await pending).msg).toContain('removed meanwhile');
  const [hasty, server] = [container.id, await dnsmasq(ground, 5, 9)];
  await server.end();
  const killed = await network.host.run([
    'timeout',
    '-s',
    'KILL',
    '1',
    'sh',
    '-c',
    callByHand(network, hasty),
  ]);
  expect(killed.exitCode).not.toBe(0);
  await eventually(
    'it to be given back',
    () => daemon.said().match(/given back/g)?.length,
    (count) => count === 2,
  );
  await eventually('the sockets to be closed', async () => !(await hasSocket(container)));
});

test('GC gives back what belongs to no valid attachment of its network', async () => {
  await using ground = await lan();
  const server = await dnsmasq(ground, 5, 9);
  await startDaemon(ground.host);
  const network = bridgeNetwork(ground.host);
  const [one, other] = [await ground.host.container(), await ground.host.container()];
  await network.add(one);
  const kept = (await network.add(other)).ips?.[0]?.address ?? '';
  await network.gc([other.id]);
  expect(server.leases().trim().split('\n')).toHaveLength(1);
  expect(await addressesOf(other, 'eth0')).toEqual([kept]);
});

/** Whether anybody listens to packets in the container. */
async function hasSocket(container: Container): Promise<boolean> {
  return (await container.ok(['cat', '/proc/net/packet'])).stdout.trim().split('\n').length > 1;
}

function callByHand(network: PluginNetwork, id: string): string {
  const bin = `env CNI_COMMAND=ADD CNI_CONTAINERID=${id} CNI_NETNS=/run/netns/${id} CNI_IFNAME=eth0 CNI_PATH=/x`;
  return `printf %s '${JSON.stringify(network.conf())}' | ${bin} ${pluginsUnderTest}/dhcp`;
}
