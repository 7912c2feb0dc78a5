import { callPlugin, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { linkNames, linkOf } from '../../lib/testing/links.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, succeeded } from './testNetwork.ts';

/** The network that the former attachment was of; the one that has the namespace's path now is of "mynet". */
const former = {
  'bridge, of the same network': (host: Host) => new BridgeNetwork(host),
  'bridge, of another network': (host: Host) => new BridgeNetwork(host, { name: 'other' }),
  ptp: (host: Host) =>
    new PluginNetwork(host, {
      type: 'ptp',
      name: 'other',
      ipam: { type: 'host-local', subnet: '10.9.0.0/24' },
    }),
};

/** A namespace under the same path as before, with nothing in it. */
async function remade(host: Host, container: Container): Promise<Container> {
  await container.remove();
  return host.container(container.id);
}

describe('where the path of the namespace means another one by now', () => {
  test.each(Object.entries(former))('DEL leaves the interface there alone: %s', async (_, network) => {
    await using host = await throwawayHost();
    const old = await host.container('a');
    const whom = { id: 'c1', netns: old.netns };
    const prevResult = await network(host).add(whom);
    const a = await remade(host, old);
    const net = new BridgeNetwork(host);
    const now = await net.add({ id: 'c2', netns: a.netns });
    for (const _time of ['first', 'second']) await network(host).del(whom, { prevResult });
    await net.check({ id: 'c2', netns: a.netns }, now);
  });

  test('DEL leaves it alone if both were given the same MAC, too', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host);
    const old = await host.container('a');
    const call = { conf: { runtimeConfig: { mac: '02:00:00:00:00:07' } } };
    const prevResult = await net.add({ id: 'c1', netns: old.netns }, call);
    const a = await remade(host, old);
    const now = await net.add({ id: 'c2', netns: a.netns }, call);
    await net.del({ id: 'c1', netns: a.netns }, { ...call, prevResult });
    await net.check({ id: 'c2', netns: a.netns }, now, call);
  });
});

describe.each(['bridge', 'ptp'])('DEL of what the reference %s has made', (type) => {
  /** An attachment of the reference's, and the same network as ours. */
  async function madeByReference(host: Host) {
    const ipam = { type: 'host-local', subnet: '10.1.2.0/24' };
    const net = new PluginNetwork(host, { type, cniVersion: '1.0.0', ipam });
    const container = await host.container();
    const { id: containerId, netns } = container;
    const by = { host, type, cniPath: referencePlugins, containerId, netns, ifName: 'eth0' };
    const { json } = succeeded(await callPlugin({ ...by, command: 'ADD', conf: net.conf() }));
    return { net, container, told: json?.interfaces ?? [], result: json };
  }

  test('removes the interface whose MAC the result tells, in whatever letters', async () => {
    await using host = await throwawayHost();
    const { net, container, told, result } = await madeByReference(host);
    const interfaces = told.map((one) => ({ ...one, mac: one.mac?.toUpperCase() }));
    await net.del(container, { prevResult: { ...result, interfaces } });
    expect(await linkNames(container)).toEqual(['lo']);
  });

  test.each([
    ['tells no MAC', undefined],
    ['tells another', '02:00:00:00:00:01'],
  ])('leaves it where the result %s', async (_, mac) => {
    await using host = await throwawayHost();
    const { net, container, told, result } = await madeByReference(host);
    await net.del(container, {
      prevResult: { ...result, interfaces: told.map((one) => ({ ...one, mac })) },
    });
    expect(await linkOf(container, 'eth0')).toMatchObject({ linkinfo: { info_kind: 'veth' } });
  });
});
