/** macspoofchk, portIsolation and disableContainerInterface (bridge 3.7 no. 41 to 45). */
import { difference } from '../../lib/testing/difference.ts';
import { linesOfAdd } from '../../lib/testing/linesOfAdd.ts';
import { needs, systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping, reaches } from '../../lib/testing/traffic.ts';
import { FaultyIp } from './testFaults.ts';
import { linkOf } from './testLinks.ts';
import { BridgeNetwork, dual } from './testNetwork.ts';
import { forward } from './testVlans.ts';

beforeAll(() => needs('ip', 'nft', 'ping'));

const guarded = { macspoofchk: true, ipam: dual };
const rules = async (host: Host) => (await host.ok(['nft', 'list', 'ruleset'])).stdout;
const setMac = (container: Container, mac: string) =>
  container.ok(['ip', 'link', 'set', 'eth0', 'address', mac]);

// Reference: 13 Spoof check
describe('bridge with macspoofchk (no. 41)', () => {
  test('lets only frames with the assigned MAC leave, to the gateway, to others, of both families', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, guarded);
    const [a, b, free] = [await host.container(), await host.container(), await host.container()];
    const result = await net.add(a);
    await net.add(b);
    await net.add(free, { conf: { macspoofchk: false } });
    const everybody = ['10.1.2.1', 'fd00:1::1', '10.1.2.3', 'fd00:1::3', '10.1.2.4'];
    for (const to of everybody) await ping(a, to);
    await net.check(a, result);
    const mac = result.interfaces?.[2]?.mac ?? '';
    const others = (await linkOf(b, 'eth0')).address ?? '';
    // With fixed neighbours the only thing that can stop an answer is that the request was dropped.
    for (const spoofed of ['02:00:00:00:00:66', others]) {
      await setMac(a, spoofed);
      expect(await Promise.all(everybody.map((to) => reaches(a, to)))).toEqual(everybody.map(() => false));
    }
    await setMac(a, mac);
    await ping(a, '10.1.2.1');
    await setMac(free, '02:00:00:00:00:67');
    await ping(free, '10.1.2.1');
  }, 30_000);

  test('writes two elements for an attachment, and DEL removes them however little it knows', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, guarded);
    const kept = await host.container('kept');
    await net.add(kept);
    const before = await rules(host);
    for (const knows of ['all', 'no result', 'a wrong result', 'no namespace']) {
      const container = await host.container();
      const result = await net.add(container);
      const found = await rules(host);
      expect(found.match(new RegExp(`comment "weft:bridge:mynet:${container.id}:eth0"`, 'g'))).toHaveLength(
        1,
      );
      const wrong = {
        ...result,
        interfaces: result.interfaces?.map((own) => ({ ...own, mac: '02:00:00:00:00:01' })),
      };
      if (knows === 'no namespace') await container.remove();
      await net.del(
        knows === 'no namespace' ? { id: container.id } : container,
        knows === 'all' ? { prevResult: result } : knows === 'a wrong result' ? { prevResult: wrong } : {},
      );
      expect({ knows, rules: await rules(host) }).toEqual({ knows, rules: before });
      await net.del({ id: container.id });
    }
    await host.ok(['nft', 'flush', 'ruleset']);
    await net.del(kept);
  }, 60_000);

  test('fails and leaves nothing where nft does', async () => {
    await using host = await throwawayHost();
    await forward(host);
    using spies = spyPlugins();
    spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
    const net = new BridgeNetwork(host, { macspoofchk: true, ipam: { type: 'spy' } }, spies.path);
    const container = await host.container();
    const before = await snapshot(host, container);
    await host.ok([
      'sh',
      '-ec',
      `printf '#!/bin/sh\\necho broken >&2; exit 1\\n' >${spies.room}/nft; chmod +x ${spies.room}/nft`,
    ]);
    const { code, msg } = await net.refused('ADD', container, {
      env: { PATH: `${spies.room}:${systemPath}` },
    });
    expect([code, msg]).toEqual([
      100,
      expect.stringMatching(/^Cannot drop what "veth\w+" sends .*: broken$/),
    ]);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  }, 30_000);

  test('leaves nothing, whatever line of ip is refused, and works the next time', async () => {
    await using host = await throwawayHost();
    await forward(host);
    using faulty = new FaultyIp();
    using spies = spyPlugins();
    spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
    const own = { macspoofchk: true, portIsolation: true, ipam: { type: 'spy' } };
    const net = new BridgeNetwork(host, own, spies.path);
    const container = await host.container();
    const lines = await linesOfAdd(host, net.conf(), container, spies.path);
    await net.del(container);
    await net.gc([]);
    const before = await snapshot(host, container);
    expect(lines.filter((line) => line.includes('isolated on'))).toHaveLength(1);
    for (const line of lines) {
      await net.refused('ADD', container, { env: faulty.env('refused', line) });
      expect({ line, left: difference(before, await snapshot(host, container)) }).toEqual({ line, left: [] });
    }
    await net.check(container, await net.add(container));
  }, 60_000);

  test('GC removes what belongs to no valid attachment, the table with the last, and nothing of others', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, guarded);
    const other = new BridgeNetwork(host, {
      name: 'other',
      bridge: 'br1',
      macspoofchk: true,
      isGateway: false,
      ipam: {},
    });
    for (const id of ['a', 'b']) {
      const container = await host.container(id);
      await net.add(container);
      if (id === 'b') await container.remove();
    }
    const c = await host.container('c');
    const result = await other.add(c);
    await net.gc(['a']);
    const owners = async () =>
      [...(await rules(host)).matchAll(/weft:bridge:(\w+:\w+)/g)].map(([, owner]) => owner).sort();
    expect(await owners()).toEqual(['mynet:a', 'other:c']);
    await net.gc([]);
    expect(await owners()).toEqual(['other:c']);
    await other.check(c, result);
    await other.gc([]);
    expect(await rules(host)).toBe('');
  }, 60_000);

  test.each([
    ['nft flush chain bridge weft prerouting', 'lets frames pass from any MAC'],
    ['nft flush chain bridge weft sender', 'lets frames pass from any MAC'],
    ['nft delete element bridge weft guarded { "HOST" }', 'lets frames pass from any MAC'],
    ['nft flush ruleset', 'lets frames pass from any MAC'],
    ['nft flush set bridge weft senders', 'drops frames from'],
    [
      'nft add element bridge weft senders { "HOST" . 02:00:00:00:00:99 comment "x" }',
      'lets frames pass from 02:00:00:00:00:99 too',
    ],
    ['ip link set HOST type bridge_slave isolated off', 'has isolation off'],
  ])('CHECK names what is broken: %s', async (command, words) => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ...guarded, portIsolation: true });
    const container = await host.container();
    const result = await net.add(container);
    await host.ok([
      'sh',
      '-ec',
      command
        .replaceAll('"HOST"', '\\"HOST\\"')
        .replaceAll(/[{}]/g, '\\$&')
        .replaceAll('HOST', result.interfaces?.[1]?.name ?? ''),
    ]);
    const { code, details } = await net.refused('CHECK', container, { prevResult: result });
    expect([code, details]).toEqual([101, expect.stringContaining(words)]);
  });
});

test('bridge isolates a port only where portIsolation says so (no. 44 and 45): it reaches the gateway and open ports', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, { ipam: dual });
  const [a, b, open] = [await host.container(), await host.container(), await host.container()];
  for (const container of [a, b, open]) {
    const portIsolation = container !== open;
    const result = await net.add(container, { conf: { portIsolation } });
    const port = await linkOf(host, result.interfaces?.[1]?.name ?? '');
    expect(port.linkinfo?.info_slave_data).toMatchObject({ isolated: portIsolation });
    await net.check(container, result, { conf: { portIsolation } });
  }
  for (const to of ['10.1.2.1', 'fd00:1::1', '10.1.2.4', 'fd00:1::4']) await ping(a, to);
  for (const to of ['10.1.2.3', 'fd00:1::3']) expect(await reaches(a, to)).toBe(false);
  expect(await reaches(b, '10.1.2.2')).toBe(false);
}, 30_000);

test.each(['0.3.0', '0.4.0', '1.0.0', '1.1.0'])(
  'bridge leaves the interface down where disableContainerInterface says so (no. 43, version %s)',
  async (cniVersion) => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, {
      cniVersion,
      isGateway: false,
      ipam: {},
      disableContainerInterface: true,
    });
    const container = await host.container();
    const result = await net.add(container);
    const link = await linkOf(container, 'eth0');
    expect([link.operstate, link.flags?.includes('UP')]).toEqual(['DOWN', false]);
    const [addresses] = await container.ipJson('address', 'show', 'dev', 'eth0');
    expect(addresses?.addr_info).toEqual([]);
    if (cniVersion >= '0.4.0') {
      await net.check(container, result);
      await container.ok(['ip', 'link', 'set', 'eth0', 'up']); // as whoever it was left to may do
      await net.check(container, result);
    }
    await net.del(container);
    expect((await container.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
  },
);

test.each(['0.1.0', '0.2.0'])(
  'bridge without addresses is refused in version %s, which cannot tell it (no. 43)',
  async (cniVersion) => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, {
      cniVersion,
      isGateway: false,
      ipam: {},
      disableContainerInterface: true,
    });
    const container = await host.container();
    const before = await snapshot(host, container);
    expect(await net.refused('ADD', container)).toMatchObject({ cniVersion, code: 7 });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  },
);
