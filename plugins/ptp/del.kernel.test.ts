import { callPlugin, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FaultyIp } from '../../lib/testing/faultyIp.ts';
import { linkNames } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ipam, ofAttachments, ptpNetwork } from './testPtp.ts';

beforeAll(() => needs('iptables', 'nft'));

const flush =
  'nft flush ruleset; iptables -t nat -F; iptables -t nat -X; ip6tables -t nat -F; ip6tables -t nat -X';

/** IPAM with a single address to give. */
const one = { type: 'static', addresses: [{ address: '10.3.0.5/24' }] };

/** What has happened before DEL, and whether the call names the namespace. */
const cases: [what: string, command: string, named: boolean][] = [
  ['nothing has happened', 'true', true],
  ['no namespace is named', 'true', false],
  ['the namespace is gone', 'ip netns delete c1', true],
  ['the namespace is unmounted', 'umount /run/netns/c1', true],
  ["the container's link is gone", 'ip -n c1 link delete eth0', true],
  [
    "the container's link has another name",
    'ip -n c1 link set eth0 down; ip -n c1 link set eth0 name ens3',
    true,
  ],
  ["the host's end is gone", 'ip link delete $(ls /sys/class/net | grep veth)', true],
  [
    "the host's end is down and has no address",
    'v=$(ls /sys/class/net | grep veth); ip address flush dev $v; ip link set $v down',
    true,
  ],
  ['all rules are gone', flush, true],
  ['forwarding is off', 'echo 0 >/proc/sys/net/ipv4/ip_forward', true],
];

describe.each(['iptables', 'nftables'])(
  'ptp DEL removes link, routes, masquerade (%s) and address',
  (ipMasqBackend) => {
    test.each(cases)('where %s', async (_, command, named) => {
      await using host = await throwawayHost();
      const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend });
      for (const withResult of [true, false]) {
        const container = await host.container('c1');
        const prevResult = await net.add(container);
        expect(await ofAttachments(host)).not.toEqual([]);
        await host.ok(['sh', '-ec', command]);
        const whom = named ? container : { id: container.id };
        await net.del(whom, withResult ? { prevResult } : {});
        await net.del(whom, withResult ? { prevResult } : {});
        expect({ withResult, left: await ofAttachments(host) }).toEqual({ withResult, left: [] });
        await host.run(['sh', '-c', 'ip netns delete c1; rm -f /run/netns/c1']);
      }
    });
  },
);

describe('ptp DEL', () => {
  test('of what was never there succeeds (ptp 4.5 no. 8), and changes nothing', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const before = await snapshot(host, container);
    for (const ipMasq of [true, false]) await ptpNetwork(host, { ipMasq }).del(container);
    const left = difference(before, await snapshot(host, container));
    expect(left.filter((line) => !line.includes('/var/lib/cni/networks'))).toEqual([]);
  });

  test('of one attachment leaves the others whole', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true });
    const [a, b] = [await host.container('a'), await host.container('b')];
    const [foreign, own] = [await net.add(a), await net.add(b)];
    await net.del(b, { prevResult: foreign });
    await net.check(a, foreign);
    expect((await ofAttachments(host)).filter((line) => line.includes(':b:eth0'))).toEqual([]);
    expect(own.ips).not.toEqual(foreign.ips);
  });

  test('never touches a link that is not its own', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host);
    const container = await host.container();
    await container.ok(['ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'v0']);
    await net.del(container);
    expect(await linkNames(container)).toEqual(['lo', 'v0', 'eth0']);
  });

  test('works with a configuration that ADD would refuse', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true });
    const container = await host.container();
    await net.add(container);
    await net.del(container, { conf: { mtu: 'x', ipMasqBackend: 'ebtables' } });
    expect(await ofAttachments(host)).toEqual([]);
  });

  test('leaves another attachment alone that has the path of its namespace by now', async () => {
    await using host = await throwawayHost();
    const [net, other] = [ptpNetwork(host), ptpNetwork(host, { name: 'other', ipam: ipam(['10.9.0.0/24']) })];
    const a = await host.container('a');
    const prevResult = await net.add({ id: 'c1', netns: a.netns });
    await a.remove();
    const now = await other.add({ id: 'c2', netns: (await host.container('a')).netns });
    await net.del({ id: 'c1', netns: a.netns }, { prevResult });
    await other.check({ id: 'c2', netns: a.netns }, now);
  });

  test.each([
    ['nftables', 'iptables'],
    ['iptables', 'nftables'],
  ])('stops masquerading by %s, though ipMasqBackend is %s by now', async (before, after) => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend: before });
    const container = await host.container();
    const prevResult = await net.add(container);
    await net.del(container, { prevResult, conf: { ipMasqBackend: after } });
    expect(await ofAttachments(host)).toEqual([]);
  });

  test('with ipMasq false by now leaves entries to GC, and to the ADD that gets the address', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend: 'nftables', ipam: one });
    const [a, b] = [await host.container('a'), await host.container('b')];
    await net.add(a);
    await net.del(a, { conf: { ipMasq: false } });
    await net.check(b, await net.add(b));
    await net.del(b, { conf: { ipMasq: false } });
    expect(await ofAttachments(host)).not.toEqual([]);
    await net.gc([], { conf: { ipMasq: false } });
    expect(await ofAttachments(host)).toEqual([]);
  });

  test('removes an attachment that the reference made', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { cniVersion: '1.0.0' });
    const container = await host.container();
    const by = {
      containerId: container.id,
      netns: container.netns,
      ifName: 'eth0',
      cniPath: referencePlugins,
    };
    const made = await callPlugin({ host, type: 'ptp', command: 'ADD', conf: net.conf(), ...by });
    demandSuccess(made);
    await net.check(container, made.json);
    await net.del(container, { prevResult: made.json });
    await eventually('both ends to vanish', async () => {
      expect([await linkNames(host), await linkNames(container)]).toEqual([['lo'], ['lo']]);
      return true;
    });
    expect(await ofAttachments(host)).toEqual([]);
  });

  test('calls IPAM once, also when its own removal fails, and tells both failures', async () => {
    await using host: Host = await throwawayHost();
    using faulty = new FaultyIp();
    using spies = spyPlugins();
    spies.plant('spy', {
      ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } },
      DEL: { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'disk full' } },
    });
    const net = ptpNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    const container = await host.container();
    await net.add(container);
    spies.forget();
    const env = faulty.env('refused', 'link delete dev *');
    const { code, details } = await net.refused('DEL', container, { env });
    expect([code, details?.split('\n')]).toEqual([
      105,
      [expect.stringContaining('Cannot remove "veth'), 'spy DEL: disk full'],
    ]);
    expect(spies.log()).toEqual(['spy DEL']);
  });
});
