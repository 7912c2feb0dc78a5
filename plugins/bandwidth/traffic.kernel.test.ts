import { bitsPerSecond, expectRate } from '../../lib/testing/iperf.ts';
import { needs } from '../../lib/testing/needs.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { limited } from './testBandwidth.ts';

beforeAll(() => needs('iperf3', 'tc'));

/** Bursts of 40 ms: what the machine misses while it is busy with something else for so long is made up for. */
const rates = {
  ingressRate: 20_000_000,
  ingressBurst: 800_000,
  egressRate: 10_000_000,
  egressBurst: 400_000,
};

test('bandwidth lets through what it says, within a tenth: TCP and UDP, both families, both directions', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, rates);
  await net.add(container, { prevResult });
  await expectRate(20_000_000, host, container, { address: '10.1.2.3' });
  await expectRate(10_000_000, container, host, { address: 'fd00::1' });
  await expectRate(20_000_000, host, container, { address: 'fd00::3', offered: 30_000_000 });
  await expectRate(10_000_000, container, host, { address: '10.1.2.1', offered: 15_000_000 });
}, 40_000);

// Slow, so that the burst is 8 ms: what a busy machine misses of a shorter one is lost for ever.
test('bandwidth lets large packets through that the host hands over uncut, however small the burst', async () => {
  await using host = await throwawayHost();
  const small = { ingressRate: 2_000_000, ingressBurst: 16_000 };
  const { net, container, prevResult } = await limited(host, small);
  await net.add(container, { prevResult });
  await expectRate(2_000_000, host, container, { address: '10.1.2.3' });
});

test('bandwidth limits what is shaped and lets the rest pass, by the address at the other end', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, rates);
  await host.ok(['sh', '-ec', 'ip address add 10.1.2.9/24 dev veth0']);
  const conf = { shapedSubnets: ['10.1.2.9/32', 'fd00::/64'] };
  await net.add(container, { prevResult, conf });
  await expectRate(10_000_000, container, host, { address: '10.1.2.9', seconds: 2 });
  await expectRate(20_000_000, container, host, { address: 'fd00::1', reverse: true, seconds: 2 });
  const free = { address: '10.1.2.1', seconds: 1 };
  expect(await bitsPerSecond(container, host, free)).toBeGreaterThan(100_000_000);
  expect(await bitsPerSecond(container, host, { ...free, reverse: true })).toBeGreaterThan(100_000_000);
}, 30_000);

test('bandwidth limits all but what is unshaped, by the address at the other end', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, rates);
  const conf = { unshapedSubnets: ['10.1.2.0/24'] };
  const result = await net.add(container, { prevResult, conf });
  await net.check(container, result, { conf });
  await expectRate(10_000_000, container, host, { address: 'fd00::1', seconds: 2 });
  const free = { address: '10.1.2.1', seconds: 1 };
  expect(await bitsPerSecond(container, host, free)).toBeGreaterThan(100_000_000);
  expect(await bitsPerSecond(container, host, { ...free, reverse: true })).toBeGreaterThan(100_000_000);
  await ping(container, 'fd00::1');
}, 30_000);
