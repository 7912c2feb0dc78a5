import { readFileSync } from 'node:fs';
import { callPlugin, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { type Snapshot, snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { FaultyIp } from './testFaults.ts';
import { BridgeNetwork, dual, succeeded } from './testNetwork.ts';

/** Lines that speak of one attachment: its veth pair, rules and reservations. */
function ofAttachments(state: Snapshot): string[] {
  return state.filter((line) =>
    / link veth|weft:bridge:|file \/var\/lib\/cni\/networks\/mynet\/[\da-f.:]+ /.test(line),
  );
}

/** A network that masquerades, on a host where one attachment has come and gone: what stays is there already. */
async function settled(host: Host, ipMasqBackend = 'iptables') {
  const net = new BridgeNetwork(host, { ipam: dual, ipMasq: true, ipMasqBackend });
  const first = await host.container('first');
  await net.del(first, { prevResult: await net.add(first) });
  await first.remove();
  return net;
}

describe.each(['iptables', 'nftables'])('bridge DEL (%s) leaves nothing', (backend) => {
  // Reference: bridge 3.7 no. 24
  test('with the result, without it, twice, and without ADD', async () => {
    await using host = await throwawayHost();
    const net = await settled(host, backend);
    const container = await host.container();
    const before = (await snapshot(host, container)).filter((line) => !line.includes('last_reserved_ip'));
    const left = async () =>
      difference(
        before,
        (await snapshot(host, container)).filter((line) => !line.includes('last_reserved_ip')),
      );
    const result = await net.add(container);
    expect(ofAttachments(await left())).not.toEqual([]);
    await net.del(container, { prevResult: result });
    expect(await left()).toEqual([]);
    await net.del(container, { prevResult: result });
    await net.del({ id: 'never-there', netns: container.netns });
    expect(await left()).toEqual([]);
    for (const prevResult of [undefined, {}, { cniVersion: '1.1.0', interfaces: [], ips: [] }]) {
      await net.add(container);
      await net.del(container, prevResult && { prevResult });
      expect({ prevResult, left: await left() }).toEqual({ prevResult, left: [] });
    }
  }, 20_000);

  // Reference: 13 Masquerade
  test('when the result is one of yesterday, or of somebody else', async () => {
    await using host = await throwawayHost();
    const net = await settled(host, backend);
    const [a, b] = [await host.container('a'), await host.container('b')];
    const stale = await net.add(a);
    await net.del(a, { prevResult: stale });
    const [now, foreign] = [await net.add(a), await net.add(b)];
    expect(now.ips).not.toEqual(stale.ips);
    await net.del(a, { prevResult: stale });
    expect(ofAttachments(await snapshot(host)).filter((line) => line.includes(':a:eth0'))).toEqual([]);
    await net.check(b, foreign);
    await net.add(a);
    await net.del(a, { prevResult: foreign });
    await net.check(b, foreign);
    expect(ofAttachments(await snapshot(host)).filter((line) => line.includes(':a:eth0'))).toEqual([]);
  }, 20_000);

  test('of one interface, and everything of the other interface of the container', async () => {
    await using host = await throwawayHost();
    const net = await settled(host, backend);
    const container = await host.container();
    const eth0 = await net.add(container);
    const before = (await snapshot(host, container)).filter((line) => !line.includes('last_reserved_ip'));
    const eth1 = await net.add(container, { ifName: 'eth1' });
    await net.del(container, { ifName: 'eth1', prevResult: eth1 });
    expect(
      difference(
        before,
        (await snapshot(host, container)).filter((line) => !line.includes('last_reserved_ip')),
      ),
    ).toEqual([]);
    await net.check(container, eth0);
    await net.add(container, { ifName: 'eth1' });
    await net.del(container);
    expect((await container.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'eth1']);
    expect(ofAttachments(await snapshot(host)).filter((line) => line.includes(':eth0'))).toEqual([]);
  }, 20_000);

  // Reference: 13 Veth
  test('whatever has been removed by somebody else before', async () => {
    await using host = await throwawayHost();
    const net = await settled(host, backend);
    const flush =
      'nft flush ruleset; iptables -t nat -F; iptables -t nat -X; ip6tables -t nat -F; ip6tables -t nat -X';
    for (const break_ of [
      'ip -n c1 link delete eth0',
      'ip link delete cni0',
      flush,
      'ip link set cni0 down',
      'ip -n c1 link set eth0 name ens3',
    ]) {
      for (const withResult of [true, false]) {
        const container = await host.container('c1');
        const result = await net.add(container);
        await host.ok(['sh', '-c', break_]);
        await net.del(container, withResult ? { prevResult: result } : {});
        expect({ break_, left: ofAttachments(await snapshot(host)) }).toEqual({ break_, left: [] });
        expect((await container.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
        await container.remove();
      }
    }
  }, 30_000);
});

describe('bridge DEL', () => {
  test('needs no namespace: none named, vanished, unmounted, of a dead process', async () => {
    await using host = await throwawayHost();
    const net = await settled(host);
    for (const how of ['none', 'vanished', 'unmounted', 'process']) {
      const container = how === 'process' ? await host.processContainer() : await host.container(how);
      await net.add(container);
      if (how === 'vanished' || how === 'process') await container.remove();
      if (how === 'unmounted') await host.ok(['umount', container.netns]);
      await net.del(how === 'none' ? { id: container.id } : container);
      expect({ how, left: ofAttachments(await snapshot(host)) }).toEqual({ how, left: [] });
    }
  }, 20_000);

  test('removes an attachment that the reference made', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { cniVersion: '1.0.0' });
    const container = await host.container();
    const by = {
      host,
      type: 'bridge',
      cniPath: referencePlugins,
      containerId: container.id,
      netns: container.netns,
      ifName: 'eth0',
    };
    const { json } = succeeded(await callPlugin({ ...by, command: 'ADD', conf: net.conf() }));
    await net.del(container, { prevResult: json });
    await eventually('both ends to vanish', async () => {
      expect((await host.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'cni0']);
      expect((await container.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
      return true;
    });
    expect((await host.run(['sh', '-c', 'ls /var/lib/cni/networks/mynet'])).stdout).toBe(
      'last_reserved_ip.0\nlock\n',
    );
  });

  test('never touches a link in the container that is not its own', async () => {
    await using host = await throwawayHost();
    const net = await settled(host);
    const container = await host.container();
    await container.ok(['ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'v0']);
    await net.del(container);
    expect((await container.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'v0', 'eth0']);
  });

  test('gives an address back only when the link that had it is gone (15.7, plugins#791)', async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    const before = `/usr/sbin/ip -o link show type veth >${spies.room}/links`;
    spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } }, DEL: { before } });
    const net = new BridgeNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    const container = await host.container();
    await net.add(container);
    await net.del(container);
    expect([spies.log(), readFileSync(`${spies.room}/links`, 'utf8')]).toEqual([['spy ADD', 'spy DEL'], '']);
  });

  test('calls IPAM once, also when its own removal fails, and tells both failures', async () => {
    await using host = await throwawayHost();
    using faulty = new FaultyIp();
    using spies = spyPlugins();
    spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
    const net = new BridgeNetwork(host, { ipam: { type: 'spy' }, ipMasq: true }, spies.path);
    const container = await host.container();
    const result = await net.add(container);
    spies.forget();
    const env = faulty.env('refused', 'link delete dev *');
    expect(await net.refused('DEL', container, { env, prevResult: result })).toMatchObject({ code: 105 });
    expect(spies.log()).toEqual(['spy DEL']);
    spies.plant('spy', { DEL: { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'disk full' } } });
    const { code, msg, details } = await net.refused('DEL', container, { env, prevResult: result });
    expect([code, msg]).toEqual([
      105,
      expect.stringMatching(
        /^Cannot detach "eth0" of container "c1" to network "mynet" completely: Cannot remove "veth/,
      ),
    ]);
    expect(details?.split('\n')).toEqual([
      expect.stringContaining('Operation not supported'),
      'spy DEL: disk full',
    ]);
    const { details: rest } = await net.refused('DEL', container, { env: { PATH: systemPath } });
    expect(rest).toBe('spy DEL: disk full');
    expect(ofAttachments(await snapshot(host))).toEqual([]);
    spies.forget();
    spies.plant('spy', { DEL: {} });
    await net.del(container);
    expect(spies.log()).toEqual(['spy DEL']);
  });
});
