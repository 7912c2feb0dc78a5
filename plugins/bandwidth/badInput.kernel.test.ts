import { type ChainedGround, chainedGround } from '../../lib/testing/chainedGround.ts';
import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { both, limited } from './testBandwidth.ts';

let host: Host;
let ground: ChainedGround;
beforeAll(async () => {
  host = await throwawayHost();
  ground = await limited(host, {});
});
afterAll(() => host[Symbol.asyncDispose]());

const good = { runtimeConfig: { bandwidth: both } };
const refused: [string, Record<string, unknown>, string][] = [
  [
    'BW-04: a burst without a rate',
    { ingressRate: 0, ingressBurst: 123, egressRate: 123, egressBurst: 123 },
    '"ingressBurst" 123: if burst is set, rate must also be set: "ingressRate"',
  ],
  [
    'BW-06: the same with a good one from the runtime',
    { ...good, egressBurst: 123 },
    '"egressBurst" 123: if burst is set, rate must also be set',
  ],
  [
    'BW-13: a rate without a burst',
    { ingressRate: 1000 },
    '"ingressRate" 1000: if rate is set, burst must also be set: "ingressBurst"',
  ],
  [
    'BW-13: a burst of 4 GiB',
    { egressRate: 8, egressBurst: 2 ** 35 },
    '"egressBurst" 34359738368: burst cannot be more than 4GB',
  ],
  [
    'the largest number of 63 bits as burst',
    { runtimeConfig: { bandwidth: { ingressRate: 8, ingressBurst: 2 ** 63 } } },
    '"runtimeConfig.bandwidth.ingressBurst"',
  ],
  ['less than a byte per second', { ingressRate: 7, ingressBurst: 8 }, '"ingressRate" 7: less than a byte'],
  ['a negative rate', { ingressRate: -1, ingressBurst: 8 }, '"ingressRate" -1: not a whole number'],
  ['a fraction', { ingressRate: 8.5, ingressBurst: 8 }, '"ingressRate" 8.5: not a whole number'],
  ['a text', { egressRate: '8M', egressBurst: 8 }, '"egressRate" "8M": not a whole number'],
  ['no network', { ...both, shapedSubnets: ['10.0.0.0'] }, '"shapedSubnets[0]" "10.0.0.0": not a network'],
  [
    'networks as text',
    { ...both, unshapedSubnets: '10.0.0.0/8' },
    '"unshapedSubnets" "10.0.0.0/8": not a list',
  ],
  [
    'both kinds of networks',
    { ...both, unshapedSubnets: ['::/0'], shapedSubnets: ['::/0'] },
    '"shapedSubnets" is there too',
  ],
];

test.each(refused)('bandwidth refuses %s, and DEL has nothing against it', async (_what, conf, msg) => {
  const { net, container, prevResult } = ground;
  const before = await snapshot(host, container);
  const error = await net.refused('ADD', container, { prevResult, conf });
  expect(error).toMatchObject({ code: 7, msg: expect.stringContaining(msg) });
  await net.del(container, { conf });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

const inside = (one: object) => ({ interfaces: [{ name: 'eth0', sandbox: '/x' }, one] });
test.each([
  ['BW-10: without interfaces', {}],
  ['BW-11: without the other end', inside({ name: 'veth7' })],
  ['BW-11: with the other end in a sandbox', inside({ name: 'veth0', sandbox: '/y' })],
])('bandwidth refuses a result %s', async (_what, own) => {
  const { net, container } = ground;
  const prevResult = { cniVersion: '1.1.0', ...own };
  expect(await net.refused('ADD', container, { prevResult, conf: both })).toMatchObject({
    code: 7,
    msg: 'Cannot limit the bandwidth of "eth0": "prevResult" has no interface "veth0" without sandbox, its other end',
  });
});

test.each([
  [
    'BW-09: macvlan',
    'ip link add link veth0 name x0 netns c1 type macvlan mode bridge',
    'it is of kind "macvlan"',
  ],
  ['tap', 'ip -n c1 tuntap add x0 mode tap', 'it is of kind "tun"'],
  ['bridge', 'ip -n c1 link add x0 type bridge', 'it is of kind "bridge"'],
  ['veth inside', 'ip -n c1 link add x0 type veth peer name x1', 'its other end is not on this host'],
])('bandwidth says what it cannot limit (%s)', async (_what, make, state) => {
  const { net, container } = ground;
  await host.ok(['sh', '-ec', make]);
  const interfaces = [{ name: 'veth0' }, { name: 'x0', sandbox: container.netns }];
  const call = { conf: both, ifName: 'x0', prevResult: { cniVersion: '1.1.0', interfaces } };
  const { code, msg } = await net.refused('ADD', container, call);
  expect([code, msg]).toEqual([7, expect.stringContaining(`Cannot limit the bandwidth of "x0": ${state}`)]);
  await net.del(container, call);
  await container.ok(['ip', 'link', 'delete', 'x0']);
});

test('L31: bandwidth refuses to run without a result before it, limits or not, and without the interface', async () => {
  const { net, container, prevResult } = ground;
  expect(await net.refused('ADD', container, { conf: both })).toMatchObject({ code: 7 });
  expect(await net.refused('ADD', container)).toMatchObject({ code: 7 });
  const msg = expect.stringContaining('"eth7"');
  expect(await net.refused('ADD', container, { conf: both, prevResult, ifName: 'eth7' })).toMatchObject({
    code: 100,
    msg,
  });
});

test("bandwidth leaves somebody else's queueing discipline and ifb alone", async () => {
  await using other = await throwawayHost();
  const { net, container, prevResult } = await chainedGround(other, { type: 'bandwidth', ...both });
  await other.ok(['sh', '-ec', 'tc qdisc add dev veth0 root handle 1: pfifo limit 7']);
  const before = await snapshot(other, container);
  const msg = 'Cannot limit what leaves through "veth0": it has a queueing discipline, "pfifo" 1:';
  expect(await net.refused('ADD', container, { prevResult })).toMatchObject({ code: 100, msg });
  await net.del(container, { prevResult });
  expect(difference(before, await snapshot(other, container))).toEqual([]);
});
