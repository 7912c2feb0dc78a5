import { versions } from '../../lib/spec/version.ts';
import { resultIn } from '../../lib/testing/chainedGround.ts';
import { difference } from '../../lib/testing/difference.ts';
import { linkNames, linkOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { both, ifb, kindsOf, limited, qdiscsOf } from './testBandwidth.ts';

beforeAll(() => needs('ip', 'tc'));

const little = { ingressRate: 8, ingressBurst: 8, egressRate: 16, egressBurst: 8 };

test.each(versions)(
  'BW-01, BW-07: bandwidth limits both directions, and DEL leaves nothing (%s)',
  async (cniVersion) => {
    await using host = await throwawayHost();
    const { net, container, prevResult } = await limited(host, { cniVersion, ...both }, 1024);
    const given = resultIn(cniVersion, prevResult);
    const before = await snapshot(host, container);
    const result = await net.add(container, { prevResult: given });
    const { mtu, address, ifalias, txqlen } = await linkOf(host, ifb);
    expect({ mtu, ifalias, txqlen }).toEqual({
      mtu: 1024,
      ifalias: 'weft:bandwidth:mynet:c1:eth0',
      txqlen: 1000,
    });
    const { interfaces, ...rest } = result;
    const told = { name: ifb, mac: address, ...(cniVersion === '1.1.0' ? { mtu: 1024 } : {}) };
    expect(interfaces).toEqual(given.interfaces && [...given.interfaces, told]);
    expect({ ...rest, interfaces: given.interfaces }).toEqual({ ...given, interfaces: given.interfaces });
    expect((await qdiscsOf(host, ifb))[0]?.options).toMatchObject({ rate: 2_000_000 });
    expect((await qdiscsOf(host, 'veth0'))[0]?.options).toMatchObject({ rate: 1_000_000 });
    expect(await kindsOf(host, 'veth0')).toEqual(['tbf', 'clsact']);
    const { stdout } = await host.ok(['tc', 'filter', 'show', 'dev', 'veth0', 'ingress']);
    expect(stdout.match(/mirred \(Egress Redirect to device (\w+)\)/)?.[1]).toBe(ifb);
    if (!['0.1.0', '0.2.0', '0.3.0', '0.3.1'].includes(cniVersion)) await net.check(container, result);
    await net.del(container, { prevResult: result });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  },
);

test('BW-01: bandwidth lets at least a frame through at once, however small the burst', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, little, 1024);
  const result = await net.add(container, { prevResult });
  expect((await qdiscsOf(host, ifb))[0]).toMatchObject({ kind: 'tbf', options: { rate: 2 } });
  expect((await qdiscsOf(host, 'veth0'))[0]).toMatchObject({ kind: 'tbf', options: { rate: 1 } });
  await container.ok(['ping', '-c1', '-W2', '-s900', '10.1.2.1']);
  await net.check(container, result);
});

test('BW-02, BW-03: bandwidth limits one direction alone', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, {});
  const before = await snapshot(host, container);
  const out = { ingressRate: 0, ingressBurst: 0, egressRate: 8000, egressBurst: 80_000 };
  const sent = await net.add(container, { prevResult, conf: out });
  expect(await kindsOf(host, 'veth0')).toEqual(['noqueue', 'clsact']);
  expect(await kindsOf(host, ifb)).toEqual(['tbf']);
  await net.del(container, { prevResult: sent, conf: out });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
  const into = { egressRate: 0, egressBurst: 0, ingressRate: 8000, ingressBurst: 80_000 };
  expect(await net.add(container, { prevResult, conf: into })).toEqual(prevResult);
  const [root] = await qdiscsOf(host, 'veth0');
  expect(root).toMatchObject({ kind: 'tbf', options: { rate: 1000, burst: 10_000 } });
  expect(await linkNames(host)).not.toContain(ifb);
  await net.check(container, prevResult, { conf: into });
  await net.del(container, { prevResult, conf: into });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

test('BW-05: bandwidth takes what the runtime wants, in any letter case', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, { RuntimeConfig: { bandWidth: both } });
  await net.add(container, { prevResult });
  expect((await qdiscsOf(host, 'veth0'))[0]?.options.rate).toBe(1_000_000);
  expect((await qdiscsOf(host, ifb))[0]?.options.rate).toBe(2_000_000);
});

test('BW-08: bandwidth limits the true other end among many', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  await host.ok([
    'sh',
    '-ec',
    'ip link add if4 type veth peer name other0; ip link add if5 type veth peer name other1',
  ]);
  const others = ['if4', 'other0', 'if5'].map((name) => ({ name, mac: '02:00:00:00:00:05' }));
  const interfaces = [...others, ...(prevResult.interfaces ?? [])];
  const result = await net.add(container, { prevResult: { ...prevResult, interfaces, ips: [] } });
  expect(result.interfaces).toHaveLength(6);
  expect(await kindsOf(host, 'veth0')).toEqual(['tbf', 'clsact']);
  for (const { name } of others) expect(await kindsOf(host, name)).toEqual([]);
});

test('bandwidth with no limit passes the result on and touches nothing', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, { ingressRate: 0, ingressBurst: 0 });
  const before = await snapshot(host, container);
  expect(await net.add(container, { prevResult, env: { PATH: '/nowhere' } })).toEqual(prevResult);
  await net.check(container, prevResult);
  await net.del(container, { prevResult });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});
