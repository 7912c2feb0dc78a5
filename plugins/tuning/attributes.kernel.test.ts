import { existsSync } from 'node:fs';
import { versions } from '../../lib/spec/version.ts';
import { type ChainedGround, resultIn } from '../../lib/testing/chainedGround.ts';
import { needs } from '../../lib/testing/needs.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { attributesOf, changes, sysctlOf, tuned } from './testTuning.ts';

const wanted = '02:00:00:00:00:77';
const args = (cni: object) => ({ conf: { args: { cni } } });
const mac = { mac: wanted };

/** Scenario of the reference, what is configured, what else the runtime says, what is then so. */
const scenarios: [string, Record<string, unknown>, Call, Record<string, unknown>][] = [
  ['TU-02: promisc', { promisc: true }, {}, { promisc: 1 }],
  ['TU-03: promisc from args.cni', {}, args({ promisc: true }), { promisc: 1 }],
  ['TU-04: mtu', { mtu: 1454 }, {}, { mtu: 1454 }],
  ['TU-05: mtu from args.cni, which wins', { mtu: 1454 }, args({ mtu: 1455 }), { mtu: 1455 }],
  ['TU-06: txQLen', { txQLen: 20000 }, {}, { txQLen: 20000 }],
  ['TU-07: txQLen from args.cni, which wins', { txQLen: 20000 }, args({ txQLen: 0 }), { txQLen: 0 }],
  ['TU-08: mac', { mac: wanted.toUpperCase() }, {}, mac],
  ['TU-09: mac from args.cni, which wins', { mac: '02:00:00:00:00:01' }, args(mac), mac],
  [
    'TU-10: mac from CNI_ARGS',
    { mac: '02:00:00:00:00:01' },
    { args: `IgnoreUnknown=true;MAC=${wanted};X=Y` },
    mac,
  ],
  [
    'TU-11: mac from runtimeConfig',
    { mac: '02:00:00:00:00:01' },
    { conf: { RuntimeConfig: { mAc: wanted } } },
    mac,
  ],
  ['TU-13: allmulti', { allmulti: true }, {}, { allmulti: true }],
  ['TU-14: allmulti from args.cni', { allmulti: false }, args({ allmulti: true }), { allmulti: true }],
];

/** One interface for all of them: each leaves it as it was. */
let shared: Host;
let ground: ChainedGround;
beforeAll(async () => {
  needs('ip');
  shared = await throwawayHost();
  ground = await tuned(shared, {});
});
afterAll(() => shared[Symbol.asyncDispose]());

test.each(scenarios)('tuning sets, CHECK finds and DEL restores (%s)', async (_where, own, given, then) => {
  const { net, container, prevResult } = ground;
  const call = { ...given, conf: { ...own, ...given.conf } };
  const before = await snapshot(shared, container);
  const was = await attributesOf(container);
  const result = await net.add(container, { ...call, prevResult });
  expect(await attributesOf(container)).toEqual({ ...was, ...then });
  await net.check(container, result, call);
  await net.del(container, { prevResult: result });
  expect(await attributesOf(container)).toEqual(was);
  expect(await changes(before, shared, container)).toEqual([]);
});

test('TU-12: tuning keeps all former values in dataDir, as the reference writes them, until DEL', async () => {
  await using host = await throwawayHost();
  const own = { mac: wanted, promisc: true, mtu: 1400, txQLen: 5, dataDir: '/run/of-tests/tuning' };
  const { net, container, prevResult, mac: former } = await tuned(host, own);
  const result = await net.add(container, { prevResult });
  const file = '/run/of-tests/tuning/weft:tuning:mynet:c1:eth0.json';
  expect(JSON.parse(host.read(file))).toMatchObject({ mac: former, promisc: false, mtu: 1500, txQLen: 1000 });
  expect((await host.ok(['stat', '-c', '%a', file, '/run/of-tests/tuning'])).stdout).toBe('600\n700\n');
  expect(result.interfaces).toMatchObject([{ name: 'veth0' }, { name: 'eth0', mac: wanted, mtu: 1400 }]);
  await net.del(container, { prevResult: result });
  expect(existsSync(host.outside(file))).toBe(false);
});

test.each(versions)(
  'TU-01: tuning with one sysctl passes the result before it on (%s)',
  async (cniVersion) => {
    const { net, container } = ground;
    const conf = { cniVersion, sysctl: { 'net.ipv4.conf.IFNAME.log_martians': '1' } };
    const prevResult = resultIn(cniVersion, ground.prevResult);
    expect(await net.add(container, { prevResult, conf })).toEqual(prevResult);
    expect(await sysctlOf(container, 'net/ipv4/conf/eth0/log_martians')).toBe('1');
    await net.del(container, { prevResult, conf });
    expect(await sysctlOf(container, 'net/ipv4/conf/eth0/log_martians')).toBe('0');
  },
);

test('tuning with nothing to do passes the result on and touches nothing', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, {});
  const before = await snapshot(host, container);
  expect(await net.add(container, { prevResult, env: { PATH: '/nowhere' } })).toEqual(prevResult);
  await net.check(container, prevResult);
  expect(await changes(before, host, container)).toEqual([]);
});

test('tuning changes the MAC of the container only where host and container call an interface the same', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, mac);
  const onHost = { name: 'eth0', mac: '02:00:00:00:00:99' };
  const interfaces = [onHost, ...(prevResult.interfaces ?? [])];
  const result = await net.add(container, { prevResult: { ...prevResult, interfaces, ips: [] } });
  expect(result.interfaces?.map((one) => one.mac)).toEqual([onHost.mac, '02:00:00:00:00:01', wanted]);
});
