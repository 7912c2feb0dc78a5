import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { addressesOf, defaultRoutes, ipam, linkOf } from './testLinks.ts';
import { BridgeNetwork, dual, v4 } from './testNetwork.ts';

describe('bridge ADD', () => {
  // Reference: bridge 3.7 no. 1
  test('prints a result that is the truth, to the letter', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const {
      interfaces = [],
      ips,
      routes,
    } = await new BridgeNetwork(host, { ipam: dual, mtu: 1400 }).add(container);
    const hostVeth = interfaces[1]?.name ?? '';
    const [bridge, near, far] = [
      await linkOf(host, 'cni0'),
      await linkOf(host, hostVeth),
      await linkOf(container, 'eth0'),
    ];
    expect(interfaces).toEqual([
      { name: 'cni0', mac: bridge.address, mtu: 1400 },
      { name: hostVeth, mac: near.address, mtu: 1400 },
      { name: 'eth0', mac: far.address, mtu: 1400, sandbox: container.netns },
    ]);
    expect(new Set([bridge.address, near.address, far.address]).size).toBe(3);
    expect(near).toMatchObject({ master: 'cni0', operstate: 'UP', ifalias: 'weft:bridge:mynet:c1:eth0' });
    expect(near.linkinfo?.info_slave_data).toMatchObject({
      state: 'forwarding',
      hairpin: false,
      isolated: false,
    });
    expect(bridge.ifalias).toBe('weft:bridge');
    expect(ips).toEqual([
      { address: '10.1.2.2/24', gateway: '10.1.2.1', interface: 2 },
      { address: 'fd00:1::2/64', gateway: 'fd00:1::1', interface: 2 },
    ]);
    expect(routes).toBeUndefined();
    expect(await defaultRoutes(container)).toEqual([]);
  });

  test('has every address ready to use when it returns', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await new BridgeNetwork(host, { ipam: dual }).add(container);
    const [eth0] = await container.ipJson('address', 'show', 'dev', 'eth0');
    expect(eth0?.addr_info?.map(({ family, scope }) => `${family} ${scope}`)).toEqual([
      'inet global',
      'inet6 global',
      'inet6 link',
    ]);
    const tentative = [
      ...(await host.ipJson('address', 'show', 'tentative')),
      ...(await container.ipJson('address', 'show', 'dev', 'eth0', 'tentative')),
    ];
    expect(
      tentative.flatMap(({ addr_info }) => addr_info ?? []).filter(({ scope }) => scope === 'global'),
    ).toEqual([]);
  });

  // Reference: bridge 3.7 no. 2, 29 and 30
  test('uses a bridge that is there, and keeps its MAC', async () => {
    await using host = await throwawayHost();
    await host.ok(['ip', 'link', 'add', 'cni0', 'address', '02:00:00:00:00:77', 'type', 'bridge']);
    const before = await linkOf(host, 'cni0');
    const net = new BridgeNetwork(host, { ipam: dual });
    const container = await host.container();
    const result = await net.add(container);
    expect(result.interfaces?.[0]?.mac).toBe('02:00:00:00:00:77');
    expect(await linkOf(host, 'cni0')).toMatchObject({
      ifindex: before.ifindex,
      address: '02:00:00:00:00:77',
    });
    await net.del(container, { prevResult: result });
    expect(await linkOf(host, 'cni0')).toMatchObject({
      ifindex: before.ifindex,
      address: '02:00:00:00:00:77',
    });
  });

  test('pins the MAC of a bridge that followed its ports, as soon as it is a gateway', async () => {
    await using host = await throwawayHost();
    await host.ok(['ip', 'link', 'add', 'cni0', 'type', 'bridge']);
    const net = new BridgeNetwork(host);
    const [first, second] = [await host.container(), await host.container()];
    const { interfaces } = await net.add(first);
    await net.add(second);
    await net.del(first);
    expect((await linkOf(host, 'cni0')).address).toBe(interfaces?.[0]?.mac);
  });

  test('chooses every MAC at birth, so that neither udev nor a port changes one, and leaves the queues to the kernel (15.2, 15.3)', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { isGateway: false, ipam: {} });
    const container = await host.container();
    const { interfaces = [] } = await net.add(container);
    const [bridge, near] = interfaces.map(({ name }) => name);
    for (const [place, name] of [
      [host, bridge],
      [host, near],
      [container, 'eth0'],
    ] as const) {
      const { stdout } = await place.ok([
        'sh',
        '-ec',
        `mount -t sysfs none /mnt; cat /mnt/class/net/${name}/addr_assign_type; umount /mnt`,
      ]);
      const { txqlen } = await linkOf(place, name ?? '');
      expect({ name, type: stdout.trim(), txqlen }).toEqual({ name, type: '3', txqlen: 1000 });
    }
    for (const mac of ['02:00:00:00:00:01', 'fe:ff:ff:ff:ff:ff'])
      await net.add(await host.container(), { conf: { runtimeConfig: { mac } } });
    await net.del(container);
    expect((await linkOf(host, 'cni0')).address).toBe(interfaces[0]?.mac);
  });

  // Reference: bridge 3.7 no. 28
  test('sets hairpin mode, promiscuous mode and MTU', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host);
    const [a, b] = [await host.container(), await host.container()];
    const { interfaces } = await net.add(a, { conf: { hairpinMode: true, mtu: 1300 } });
    const port = await linkOf(host, interfaces?.[1]?.name ?? '');
    expect(port).toMatchObject({ mtu: 1300, linkinfo: { info_slave_data: { hairpin: true } } });
    expect((await linkOf(host, 'cni0')).mtu).toBe(1300);
    expect((await linkOf(a, 'eth0')).mtu).toBe(1300);
    expect((await linkOf(host, 'cni0')).flags).not.toContain('PROMISC');
    await net.add(b, { conf: { promiscMode: true } });
    expect((await linkOf(host, 'cni0')).flags).toContain('PROMISC');
    expect((await linkOf(b, 'eth0')).mtu).toBe(1500);
  });

  // Reference: bridge 3.7 no. 31 to 33
  test.each([
    ['CNI_ARGS', { args: 'IgnoreUnknown=1;MAC=c2:11:22:33:44:01' }, 'c2:11:22:33:44:01'],
    [
      'args.cni, before CNI_ARGS',
      {
        args: 'IgnoreUnknown=1;MAC=c2:11:22:33:44:01',
        conf: { args: { cni: { mac: 'c2:11:22:33:44:02' } } },
      },
      'c2:11:22:33:44:02',
    ],
    [
      'runtimeConfig, before both',
      {
        args: 'IgnoreUnknown=1;MAC=c2:11:22:33:44:01',
        conf: { args: { cni: { mac: 'c2:11:22:33:44:02' } }, runtimeConfig: { mac: 'C2:11:22:33:44:03' } },
      },
      'c2:11:22:33:44:03',
    ],
  ])('takes the MAC of the container from %s', async (_, call, mac) => {
    await using host = await throwawayHost();
    const container = await host.container();
    const { interfaces } = await new BridgeNetwork(host).add(container, call);
    expect(interfaces?.[2]?.mac).toBe(mac);
    expect((await linkOf(container, 'eth0')).address).toBe(mac);
  });

  // Reference: bridge 3.7 no. 7
  test('passes the dns of IPAM on, unless the configuration has its own', async () => {
    await using host = await throwawayHost();
    host.write('/run/resolv.conf', 'nameserver 192.0.2.1\nsearch example.com\n');
    const net = new BridgeNetwork(host, { ipam: { ...v4, resolvConf: '/run/resolv.conf' } });
    expect((await net.add(await host.container())).dns).toEqual({
      nameservers: ['192.0.2.1'],
      search: ['example.com'],
    });
    const dns = { nameservers: ['192.0.2.2'] };
    expect((await net.add(await host.container(), { conf: { dns } })).dns).toEqual(dns);
  });

  test('detects duplicate addresses where enabledad says so, and returns when they are proven', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await new BridgeNetwork(host, { ipam: dual, enabledad: true }).add(container);
    const read = async (key: string) =>
      (await container.ok(['cat', `/proc/sys/net/ipv6/conf/eth0/${key}`])).stdout.trim();
    expect([await read('accept_dad'), await read('enhanced_dad')]).toEqual(['1', '1']);
    const tentative = await container.ipJson('address', 'show', 'dev', 'eth0', 'tentative');
    expect(tentative.flatMap(({ addr_info }) => addr_info ?? [])).toEqual([]);
  });

  test("adds no default route beside IPAM's own", async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const routes = [{ dst: '0.0.0.0/0', gw: '10.1.2.254' }];
    await new BridgeNetwork(host, { isDefaultGateway: true, ipam: { ...v4, routes } }).add(container);
    expect(await defaultRoutes(container)).toEqual(['10.1.2.254']);
  });
});

// Reference: bridge 3.7 no. 25 to 27
describe('bridge ADD, to a bridge with an address', () => {
  test.each([
    ['IPv4', '10.0.0.1/8', '10.1.2.0/24', '10.1.2.1/24', ['10.1.2.1/24']],
    ['IPv6 that overlaps', 'fd00:1::9/48', 'fd00:1::/64', 'fd00:1::1/64', ['fd00:1::1/64']],
  ])('%s: refuses, or replaces it if forced', async (_, old, subnet, gateway, after) => {
    await using host = await throwawayHost();
    await host.ok([
      'sh',
      '-ec',
      `ip link add cni0 type bridge; ip link set cni0 up; ip address add ${old} dev cni0`,
    ]);
    const net = new BridgeNetwork(host, { ipam: ipam([subnet]) });
    const container = await host.container();
    const { code, msg } = await net.refused('ADD', container);
    expect([code, msg]).toEqual([
      7,
      `Cannot use bridge "cni0" as gateway ${gateway}: it has the address ${old}; "forceAddress" true replaces it`,
    ]);
    expect(await addressesOf(host, 'cni0')).toEqual([old]);
    await net.add(container, { conf: { forceAddress: true } });
    expect(await addressesOf(host, 'cni0')).toEqual(after);
  });

  test.each([false, true])('IPv6 beside it: keeps both, forced %s', async (forceAddress) => {
    await using host = await throwawayHost();
    await host.ok([
      'sh',
      '-ec',
      'ip link add cni0 type bridge; ip link set cni0 up; ip address add fd00:2::1/64 dev cni0',
    ]);
    await new BridgeNetwork(host, { forceAddress, ipam: ipam(['fd00:1::/64']) }).add(await host.container());
    expect((await addressesOf(host, 'cni0')).sort()).toEqual(['fd00:1::1/64', 'fd00:2::1/64']);
  });
});
