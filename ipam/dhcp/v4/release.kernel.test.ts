/** RELEASE and DECLINE: each of the three servers takes them as they are meant. */
import { eventually } from '../../../lib/testing/eventually.ts';
import { needs } from '../../../lib/testing/needs.ts';
import { kea4 } from '../testKea.ts';
import { bridgeNetwork, type Lan, lan, startDaemon } from '../testLan.ts';
import { dhcpd, dnsmasq } from '../testServers.ts';

beforeAll(() => needs('dnsmasq', 'dhcpd', 'kea-dhcp4'));

const hour = 3600;

/** Each with one address to give, and what it says of a RELEASE and of a DECLINE. */
const servers = [
  {
    name: 'dnsmasq',
    start: (ground: Lan) => dnsmasq(ground, 5, 5),
    released: /DHCPRELEASE\(eth0\) 192\.168\.1\.5 [0-9a-f:]{17} *$/gm,
    declined: 'DHCPDECLINE(eth0) 192.168.1.5 ',
  },
  {
    name: 'ISC dhcpd',
    start: (ground: Lan) => dhcpd(ground, 5, 5, hour),
    released: /DHCPRELEASE of 192\.168\.1\.5 from .* \(found\)$/gm,
    declined: 'Abandoning IP address 192.168.1.5: declined',
  },
  {
    name: 'Kea',
    start: (ground: Lan) => kea4(ground, 5, 5, hour),
    released: /DHCP4_RELEASE .*192\.168\.1\.5/g,
    declined: 'DHCP4_DECLINE_LEASE Received DHCPDECLINE for addr 192.168.1.5 ',
  },
];

// 15.3: plugins#1278, the reference's L17.
test.each(servers)(
  'the only address of $name is free after DEL, of who has a client identifier of his own too',
  async ({ start, released }) => {
    await using ground = await lan();
    const server = await start(ground);
    await startDaemon(ground.host);
    const own = { provide: [{ option: 'dhcp-client-identifier', value: 'somebody' }] };
    // Not told in CNI_ARGS: as if nothing was provided.
    const nobody = { provide: [{ option: 'dhcp-client-identifier', fromArg: 'NOBODY' }] };
    for (const ipam of [own, { clientId: 'web-1' }, nobody]) {
      const network = bridgeNetwork(ground.host, ipam);
      const container = await ground.host.container();
      const result = await network.add(container);
      expect(result.ips?.[0]?.address).toBe('192.168.1.5/24');
      await network.del(container);
    }
    const releases = () => server.said().match(released)?.length;
    await eventually('the releases', releases, (count) => count === 3);
  },
);

test.each(servers)(
  'the only address of $name is declined where somebody has it, and ADD that has no time to wait says so',
  async ({ start, declined }) => {
    await using ground = await lan();
    const { host } = ground;
    const server = await start(ground);
    await startDaemon(host, '-resendtimeout', '9s');
    const squatter = await host.container('squatter');
    await host.ok(['sh', '-ec', 'ip link add port1 master lan0 up type veth peer name eth0 netns squatter']);
    await squatter.ok(['sh', '-ec', 'ip address add 192.168.1.5/24 dev eth0; ip link set eth0 up']);
    const container = await host.container();
    const { code, msg } = await bridgeNetwork(host).refused('ADD', container);
    expect([code, msg]).toEqual([11, expect.stringContaining('which somebody else on the link has')]);
    await eventually('the DECLINE', () => server.said().includes(declined));
    expect(server.said()).not.toMatch(/RELEASE/);
    expect(await container.ipJson('link', 'show', 'type', 'veth')).toEqual([]);
  },
);
