import { difference } from '../../lib/testing/difference.ts';
import { addressesOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import type { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type SpyPlugins, spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { ptpNetwork } from './testPtp.ts';

let spies: SpyPlugins;
beforeAll(() => needs('ping'));
beforeEach(() => {
  spies = spyPlugins();
});
afterEach(() => spies[Symbol.dispose]());

interface Given {
  ips: { address: string; gateway?: string }[];
  routes?: object[];
}

/** A network whose IPAM plugin says what it is told to. */
function given(host: Host, stdout: Given): PluginNetwork {
  spies.plant('spy', { ADD: { stdout } });
  return ptpNetwork(host, { ipam: { type: 'spy' } }, spies.path);
}

const defaults = [{ dst: '0.0.0.0/0' }, { dst: '::/0' }];

/** What IPAM gives, and what has to answer in the end. */
const layouts: [what: string, given: Given][] = [
  [
    'two addresses of one subnet that share one gateway',
    {
      ips: [
        { address: '10.1.2.3/24', gateway: '10.1.2.1' },
        { address: '10.1.2.4/24', gateway: '10.1.2.1' },
        { address: 'fd00:1::3/64', gateway: 'fd00:1::1' },
        { address: 'fd00:1::4/64', gateway: 'fd00:1::1' },
      ],
      routes: defaults,
    },
  ],
  [
    'two subnets that share one gateway',
    {
      ips: [
        { address: '10.1.2.3/24', gateway: '10.1.2.1' },
        { address: '10.1.3.3/24', gateway: '10.1.2.1' },
        { address: 'fd00:1::3/64', gateway: 'fd00:1::1' },
        { address: 'fd00:2::3/64', gateway: 'fd00:1::1' },
      ],
      routes: defaults,
    },
  ],
  [
    'one subnet with two gateways',
    {
      ips: [
        { address: '10.1.2.3/24', gateway: '10.1.2.1' },
        { address: '10.1.2.4/24', gateway: '10.1.2.254' },
      ],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  ],
  [
    'no gateway, which makes the first address of the subnet one',
    { ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }], routes: defaults },
  ],
  [
    'single addresses with a gateway elsewhere',
    {
      ips: [
        { address: '10.1.2.3/32', gateway: '10.9.9.9' },
        { address: 'fd00:1::3/128', gateway: 'fd09::9' },
      ],
      routes: defaults,
    },
  ],
  [
    'the smallest of subnets',
    {
      ips: [
        { address: '10.1.2.2/31', gateway: '10.1.2.3' },
        { address: 'fd00:1::2/127', gateway: 'fd00:1::3' },
      ],
      routes: defaults,
    },
  ],
  [
    'a gateway that is link-local',
    {
      ips: [
        { address: '10.1.2.3/32', gateway: '169.254.1.1' },
        { address: 'fd00:1::3/128', gateway: 'fe80::1' },
      ],
      routes: defaults,
    },
  ],
  [
    'a route to its own subnet, as some do',
    {
      ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }],
      routes: [...defaults, { dst: '10.1.2.0/24' }, { dst: 'fd00:1::/64' }],
    },
  ],
  [
    'routes through other addresses of the subnet, one of which the host has elsewhere',
    {
      ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }],
      routes: [
        { dst: '192.0.2.0/24', gw: '10.1.2.253' },
        { dst: '2001:db8::/32', gw: 'fd00:1::fd' },
        { dst: '::/0' },
      ],
    },
  ],
  [
    'IPv6 in another spelling',
    { ips: [{ address: 'FD00:1:0:0::3/64', gateway: 'FD00:1:0::1' }], routes: [{ dst: '::/0' }] },
  ],
];

describe('ptp, when IPAM gives', () => {
  test.each(layouts)('%s: all of it answers, passes CHECK, and goes', async (_, ipam) => {
    await using host = await throwawayHost();
    await host.ok([
      'sh',
      '-c',
      'for f in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 >/proc/sys/net/$f; done; ip address add 10.1.2.253/32 dev lo',
    ]);
    const world = await outsideWorld(host);
    await world.ok(['sh', '-ec', 'ip route add default via 192.0.2.1; ip route add default via fd00:99::1']);
    const net = given(host, ipam);
    const container = await host.container();
    const before = await snapshot(host, container);
    const result = await net.add(container);
    const own = await addressesOf(container, 'eth0');
    expect(result.ips?.map(({ address }) => address).sort()).toEqual([...own].sort());
    for (const { address, gateway = '' } of result.ips ?? []) {
      const ip = address.split('/')[0] ?? '';
      for (const from of [host, world]) await ping(from, ip);
      await ping(container, ip.includes(':') ? 'fd00:99::2' : '192.0.2.2', '-I', ip);
      await ping(container, gateway.startsWith('fe80') ? `${gateway}%eth0` : gateway);
    }
    await net.check(container, result);
    await net.del(container, { prevResult: result });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test.each<[string, Given, string]>([
    ['a single address without gateway', { ips: [{ address: '10.1.2.3/32' }] }, '10.1.2.3/32'],
    ['the first address without gateway', { ips: [{ address: '10.1.2.1/24' }] }, '10.1.2.1'],
    ['itself for a gateway', { ips: [{ address: 'fd00:1::3/64', gateway: 'fd00:1::3' }] }, 'fd00:1::3'],
    ['a gateway of the other family', { ips: [{ address: '10.1.2.3/24', gateway: 'fd00::1' }] }, 'fd00::1'],
  ])('%s, it refuses, gives the address back and leaves nothing', async (_, ipam, text) => {
    await using host = await throwawayHost();
    const net = given(host, ipam);
    const container = await host.container();
    const before = await snapshot(host, container);
    expect(await net.refused('ADD', container)).toMatchObject({
      code: 7,
      msg: expect.stringContaining(text),
    });
    expect(spies.log()).toEqual(['spy ADD', 'spy DEL']);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });
});
