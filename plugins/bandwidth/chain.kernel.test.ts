import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { bitsPerSecond, expectRate } from '../../lib/testing/iperf.ts';
import { linkNames } from '../../lib/testing/links.ts';
import { needs, systemPath } from '../../lib/testing/needs.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { kindsOf } from './testBandwidth.ts';

beforeAll(() => needs('iperf3', 'tc', `${pluginsUnderTest}/cnitool`));

const slow = {
  type: 'bandwidth',
  ingressRate: 4_000_000,
  ingressBurst: 240_000,
  egressRate: 4_000_000,
  egressBurst: 240_000,
};
const ipam = (subnet: string, own = {}) => ({ type: 'host-local', subnet, ...own });

/** Networks as a runtime finds them, and cnitool. */
function runtime(host: Host, networks: Record<string, object[]>) {
  for (const [name, plugins] of Object.entries(networks))
    host.write(`/etc/cni/net.d/${name}.conflist`, JSON.stringify({ cniVersion: '1.1.0', name, plugins }));
  const env = { PATH: `${pluginsUnderTest}:${systemPath}`, CNI_PATH: pluginsUnderTest };
  return async (...words: string[]) => (await host.ok(['cnitool', ...words], { env })).stdout;
}

test('BW-14: ptp alone attaches and detaches', async () => {
  await using host = await throwawayHost();
  const cnitool = runtime(host, { net1: [{ type: 'ptp', mtu: 512, ipam: ipam('10.1.2.0/24') }] });
  const { netns } = await host.container();
  expect(JSON.parse(await cnitool('add', 'net1', netns)).ips[0].address).toMatch(/^10\.1\.2\.\d+\/24$/);
  await cnitool('del', 'net1', netns);
  expect(await linkNames(host)).toEqual(['lo']);
});

test('BW-12, BW-15: ptp with small frames is limited, checked and detached', async () => {
  await using host = await throwawayHost();
  const cnitool = runtime(host, { net2: [{ type: 'ptp', mtu: 512, ipam: ipam('10.9.2.0/24') }, slow] });
  const container = await host.container();
  const { netns } = container;
  const { ips, interfaces } = JSON.parse(await cnitool('add', 'net2', netns));
  const [{ address }] = ips;
  expect(address).toMatch(/^10\.9\.2\.\d+\/24$/);
  await cnitool('check', 'net2', netns);
  const part = { least: 0.8, most: 1.1 }; // a frame of 526 bytes carries 460
  await expectRate(4_000_000, host, container, { address: address.split('/')[0] }, part);
  expect(interfaces.at(-1).name).toMatch(/^bwp/);
  await cnitool('del', 'net2', netns);
  expect(await linkNames(host)).toEqual(['lo']);
}, 20_000);

test('BW-16: a container on a bridge is limited, its neighbour is not; repair makes what was lost', async () => {
  await using host = await throwawayHost();
  const bridge = { type: 'bridge', bridge: 'br0', isGateway: true, ipam: ipam('10.11.2.0/24') };
  const cnitool = runtime(host, {
    slow: [bridge, slow],
    fast: [{ ...bridge, ipam: ipam('10.11.2.0/24', { rangeStart: '10.11.2.128' }) }],
  });
  const [one, two] = [await host.container(), await host.container()];
  const { ips, interfaces } = JSON.parse(await cnitool('add', 'slow', one.netns));
  const other = JSON.parse(await cnitool('add', 'fast', two.netns)).ips[0].address.split('/')[0];
  const rate = await bitsPerSecond(host, one, { address: ips[0].address.split('/')[0], seconds: 2 });
  expect(rate).toBeLessThan(4_400_000);
  expect(await bitsPerSecond(host, two, { address: other, seconds: 1 })).toBeGreaterThan(100_000_000);
  const veth = interfaces[1].name;
  await host.ok(['tc', 'qdisc', 'delete', 'dev', veth, 'root']);
  await cnitool('repair', 'slow');
  expect(await kindsOf(host, veth)).toEqual(['tbf', 'clsact']);
  await cnitool('check', 'slow', one.netns);
}, 20_000);
