import { versions } from '../../lib/spec/version.ts';
import { addressesOf, defaultRoutes, linkNames, linkOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { hostRoutes, ipam, ptpNetwork } from './testPtp.ts';

beforeAll(() => needs('iptables', 'nft', 'ping'));

const v4 = ipam(['10.1.2.0/24']);
const dns = { nameservers: ['10.1.2.1'], domain: 'example.org', search: ['lan'], options: ['ndots:2'] };
const routes = [{ dst: '0.0.0.0/0' }, { dst: '192.168.0.0/16' }, { dst: '1.2.3.4/32' }];

/** Reference: ptp 4.5 no. 1 to 4, as the reference's tests have them, and IPv6 alone. */
const scenarios: Record<string, { own: Record<string, unknown>; gateways: string[]; mtu?: number }> = {
  'no. 1: IPv4 with masquerade, mtu 5000 and dns': {
    own: { ipam: v4, ipMasq: true, mtu: 5000, dns },
    gateways: ['10.1.2.1'],
    mtu: 5000,
  },
  'no. 2: masquerade with iptables': {
    own: { ipam: v4, ipMasq: true, ipMasqBackend: 'iptables' },
    gateways: ['10.1.2.1'],
  },
  'no. 3: masquerade with nftables': {
    own: { ipam: v4, ipMasq: true, ipMasqBackend: 'nftables' },
    gateways: ['10.1.2.1'],
  },
  'no. 4: dual stack with /66 and routes': {
    own: { ipam: { ...ipam(['10.1.2.0/24', '2001:db8:1::/66']), routes }, ipMasq: true },
    gateways: ['10.1.2.1', '2001:db8:1::1'],
  },
  'IPv6 alone': { own: { ipam: ipam(['2001:db8:1::/66']) }, gateways: ['2001:db8:1::1'] },
};

describe.each(versions)('ptp in version %s', (cniVersion) => {
  const isOld = cniVersion === '0.1.0' || cniVersion === '0.2.0';

  test.each(Object.entries(scenarios))(
    'attaches, checks and detaches: %s',
    async (_, { own, gateways, mtu = 1500 }) => {
      await using host = await throwawayHost();
      const net = ptpNetwork(host, { cniVersion, ...own });
      const container = await host.container();
      if (cniVersion === '1.1.0') await net.status();
      const result = await net.add(container);
      expect(result.cniVersion).toBe(cniVersion);
      for (const gateway of gateways) await ping(container, gateway);
      const [veth = ''] = (await linkNames(host)).filter((name) => name !== 'lo');
      for (const link of [await linkOf(host, veth), await linkOf(container, 'eth0')])
        expect(link).toMatchObject({ mtu, operstate: 'UP', linkinfo: { info_kind: 'veth' } });
      if (isOld)
        expect(Object.keys(result)).toEqual(
          expect.arrayContaining(gateways.map((ip) => (ip.includes(':') ? 'ip6' : 'ip4'))),
        );
      else {
        const { address: hostMac } = await linkOf(host, veth);
        const { address: mac } = await linkOf(container, 'eth0');
        const told = cniVersion === '1.1.0' ? { mtu } : {};
        expect(result.interfaces).toEqual([
          { name: veth, mac: hostMac, ...told },
          { name: 'eth0', mac, sandbox: container.netns, ...told },
        ]);
        expect(result.ips?.map((ip) => [ip.address, ip.gateway, ip.interface])).toEqual(
          (await addressesOf(container, 'eth0')).map((address, i) => [address, gateways[i], 1]),
        );
      }
      if (['0.4.0', '1.0.0', '1.1.0'].includes(cniVersion)) await net.check(container, result);
      else
        expect(await net.refused('CHECK', container, { prevResult: result })).toMatchObject({
          code: 1,
          msg: expect.stringContaining('CHECK'),
        });
      await net.del(container, { prevResult: result });
      await net.del(container, { prevResult: result });
      expect([await linkNames(host), await linkNames(container)]).toEqual([['lo'], ['lo']]);
      expect(await hostRoutes(host)).toEqual([]);
    },
  );
});

describe('ptp ADD', () => {
  test('installs the routes of IPAM through the gateways, with every attribute', async () => {
    await using host = await throwawayHost();
    const more = [
      ...routes,
      { dst: '::/0' },
      { dst: '198.51.100.0/24', mtu: 1400, advmss: 1300, priority: 7, table: 77 },
    ];
    const net = ptpNetwork(host, { ipam: { ...ipam(['10.1.2.0/24', 'fd00:1::/66']), routes: more } });
    const container = await host.container();
    const result = await net.add(container);
    expect(result.routes).toEqual(more);
    expect(await defaultRoutes(container)).toEqual(['10.1.2.1', 'fd00:1::1']);
    for (const dst of ['192.168.0.0/16', '1.2.3.4'])
      expect(await container.ipJson('route', 'show', dst)).toMatchObject([
        { dst, gateway: '10.1.2.1', dev: 'eth0' },
      ]);
    expect(await container.ipJson('route', 'show', 'table', '77')).toMatchObject([
      { dst: '198.51.100.0/24', metric: 7, metrics: [{ mtu: 1400, advmss: 1300 }] },
    ]);
    await net.check(container, result);
  });

  test('leaves the kernel no route to the subnet but the one through the gateway', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await ptpNetwork(host).add(container);
    for (const [dst, gateway] of [
      ['10.1.2.0/24', '10.1.2.1'],
      ['fd00:1::/66', 'fd00:1::1'],
    ])
      expect(
        await container.ipJson(dst?.includes(':') ? '-6' : '-4', 'route', 'show', dst ?? ''),
      ).toMatchObject([{ dst, gateway }]);
    const all = [...(await container.ipJson('-4', 'route')), ...(await container.ipJson('-6', 'route'))];
    expect(all.filter(({ protocol, dst }) => protocol === 'kernel' && dst !== 'fe80::/64')).toEqual([]);
  });

  test('works in a container that has IPv6 switched off', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await container.ok([
      'sh',
      '-c',
      'for f in all default lo; do echo 1 >/proc/sys/net/ipv6/conf/$f/disable_ipv6; done',
    ]);
    await ptpNetwork(host).add(container);
    await ping(container, 'fd00:1::1');
  });

  test('works by the name of a process, and for several interfaces of one container', async () => {
    await using host = await throwawayHost();
    const container = await host.processContainer();
    const net = ptpNetwork(host, { ipam: { ...ipam(['10.1.2.0/24', 'fd00:1::/66']), routes: [] } });
    const results = [await net.add(container), await net.add(container, { ifName: 'net1' })];
    expect(await linkNames(container)).toEqual(['lo', 'eth0', 'net1']);
    await net.del(container);
    await net.check(container, results[1], { ifName: 'net1' });
    for (const gateway of ['10.1.2.1', 'fd00:1::1']) await ping(container, gateway);
  });

  test('leaves CNI_ARGS to IPAM, as the reference does', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const args = 'IgnoreUnknown=1;IP=10.1.2.77;MAC=02:00:00:00:00:77';
    const { ips, interfaces } = await ptpNetwork(host, { ipam: v4 }).add(container, { args });
    expect(ips?.[0]?.address).toBe('10.1.2.77/24');
    expect(interfaces?.[1]?.mac).not.toBe('02:00:00:00:00:77');
  });
});

/** Reference: ptp 4.5 no. 5 to 7. */
describe('ptp tells of dns', () => {
  const resolvConf = 'nameserver 192.0.2.53\nsearch ipam.example\noptions ndots:5\n';
  const ofIpam = { nameservers: ['192.0.2.53'], search: ['ipam.example'], options: ['ndots:5'] };
  const cases: [what: string, given: unknown, told: unknown][] = [
    ["what IPAM's resolvConf says (no. 5)", undefined, ofIpam],
    ["what IPAM's resolvConf says beside an empty object", {}, ofIpam],
    ['nameservers alone (no. 6)', { nameservers: ['192.0.2.1'] }, { nameservers: ['192.0.2.1'] }],
    ['domain alone (no. 6)', { domain: 'lan' }, { domain: 'lan' }],
    ['search alone (no. 6)', { search: ['lan'] }, { search: ['lan'] }],
    ['options alone (no. 6)', { options: ['ndots:1'] }, { options: ['ndots:1'] }],
  ];

  test.each(cases)('%s', async (_, given, told) => {
    await using host = await throwawayHost();
    host.write('/run/resolv.conf', resolvConf);
    const net = ptpNetwork(host, { ipam: { ...v4, resolvConf: '/run/resolv.conf' }, dns: given });
    expect((await net.add(await host.container())).dns).toEqual(told);
  });

  test.each(versions)(
    'nothing in version %s, where the lists of the configuration are empty (no. 7)',
    async (cniVersion) => {
      await using host = await throwawayHost();
      host.write('/run/resolv.conf', resolvConf);
      const empty = { nameservers: [], search: [], options: [] };
      const net = ptpNetwork(host, {
        cniVersion,
        ipam: { ...v4, resolvConf: '/run/resolv.conf' },
        dns: empty,
      });
      const { dns: told = {} } = await net.add(await host.container());
      expect(Object.values(told).flat()).toEqual([]);
    },
  );
});
