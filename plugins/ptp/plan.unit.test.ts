import { renderPlan } from '../../lib/plan/render.ts';
import { Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { aLink, commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import { completeResult } from './addressing.ts';
import type { PtpConf } from './conf.ts';
import type { PtpFacts } from './facts.ts';
import { planAddresses, planAround, planLink } from './plan.ts';

const host = 'vethd8a80ac5af1';

function wanted(own: Partial<PtpConf> = {}) {
  return requestFor<PtpConf>({ ipMasq: false, ipamType: 'host-local', ...own });
}

function facts(own: Partial<PtpFacts> = {}): PtpFacts {
  return {
    hostVeth: undefined,
    forwards: { 4: false, 6: false },
    backend: 'iptables',
    macs: { hostVeth: '02:00:00:00:00:02', contVeth: '02:00:00:00:00:03' },
    ...own,
  };
}

const dual: Result = {
  cniVersion: '1.1.0',
  ips: [{ address: '10.1.2.3/24', gateway: '10.1.2.1' }, { address: 'fd00:1::3/66' }],
  routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }, { dst: '192.0.2.0/24', mtu: 1400, priority: 5 }],
};

const completed = (ipam: Result, own: Partial<PtpConf> = {}) => completeResult(wanted(own).conf, ipam);
const addresses = (ipam: Result, own = facts()) => planAddresses(wanted(), own, completed(ipam));

describe('planLink()', () => {
  test('makes a pair from the host into the container, labels it and brings up the host end', () => {
    expect(renderPlan(planLink(wanted({ mtu: 5000 }), facts()))).toBe(
      [
        `host: ip link add name ${host} address 02:00:00:00:00:02 mtu 5000 type veth peer name eth0 address 02:00:00:00:00:03 mtu 5000 netns /proc/1/fd/5  # create veth pair "${host}" and "eth0"`,
        `host: ip link set dev ${host} alias weft:ptp:mynet:2e34dcf34:eth0  # write the owner into "${host}"`,
        `host: sysctl -w net/ipv6/conf/${host}/accept_ra=0  # keep router advertisements from configuring "${host}"`,
        `host: sysctl -w net/ipv6/conf/${host}/accept_dad=0  # do not wait for duplicate addresses at "${host}"`,
        `host: ip link set dev ${host} up  # bring "${host}" up`,
      ].join('\n'),
    );
  });

  test('leaves the MTU to the kernel where none is configured', () => {
    expect(renderPlan(planLink(wanted(), facts()))).not.toContain('mtu');
  });

  test('refuses an attachment that is there already', () => {
    expect(() => planLink(wanted(), facts({ hostVeth: aLink({ name: host }) }))).toThrow(
      expect.objectContaining({ code: Code.nameTaken, message: expect.stringContaining(`"${host}"`) }),
    );
  });
});

describe('planAddresses()', () => {
  test('routes each address on the host, and everything in the container through the gateway', () => {
    expect(renderPlan(addresses(dual))).toBe(
      [
        'host: sysctl -w net/ipv4/ip_forward=1  # let the host forward IPv4',
        'host: sysctl -w net/ipv6/conf/all/forwarding=1  # let the host forward IPv6',
        `host: ip address add 10.1.2.1/32 dev ${host}  # give "${host}" the address 10.1.2.1/32`,
        `host: ip address add fd00:1::1/128 dev ${host} nodad  # give "${host}" the address fd00:1::1/128`,
        `host: ip route append 10.1.2.3/32 dev ${host}  # route 10.1.2.3/32 through "${host}"`,
        `host: ip route append fd00:1::3/128 dev ${host}  # route fd00:1::3/128 through "${host}"`,
        'container: sysctl -w net/ipv6/conf/lo/disable_ipv6=0  # switch IPv6 on in the container',
        'container: sysctl -w net/ipv6/conf/eth0/disable_ipv6=0  # switch IPv6 on at "eth0"',
        'container: sysctl -w net/ipv6/conf/eth0/keep_addr_on_down=1  # keep the addresses of "eth0" while it is down',
        'container: sysctl -w net/ipv6/conf/eth0/accept_dad=0  # do not wait for duplicate addresses at "eth0"',
        'container: sysctl -w net/ipv6/conf/eth0/ndisc_notify=1  # announce the addresses of "eth0" to neighbours',
        'container: sysctl -w net/ipv4/conf/eth0/arp_notify=1  # announce the addresses of "eth0" by ARP',
        'container: ip address add 10.1.2.3/24 broadcast + dev eth0 noprefixroute  # give "eth0" the address 10.1.2.3/24',
        'container: ip address add fd00:1::3/66 dev eth0 nodad noprefixroute  # give "eth0" the address fd00:1::3/66',
        'container: ip link set dev eth0 up  # bring "eth0" up',
        'container: ip route append 10.1.2.1/32 dev eth0 src 10.1.2.3  # route 10.1.2.1/32 through "eth0"',
        'container: ip route append fd00:1::1/128 dev eth0 src fd00:1::3  # route fd00:1::1/128 through "eth0"',
        'container: ip route append 10.1.2.0/24 via 10.1.2.1 dev eth0 src 10.1.2.3  # route 10.1.2.0/24 via 10.1.2.1 through "eth0"',
        'container: ip route append fd00:1::/66 via fd00:1::1 dev eth0 src fd00:1::3  # route fd00:1::/66 via fd00:1::1 through "eth0"',
        'container: ip route append 0.0.0.0/0 via 10.1.2.1 dev eth0  # route 0.0.0.0/0 via 10.1.2.1 through "eth0"',
        'container: ip route append ::/0 via fd00:1::1 dev eth0  # route ::/0 via fd00:1::1 through "eth0"',
        'container: ip route append 192.0.2.0/24 via 10.1.2.1 dev eth0 metric 5 mtu 1400  # route 192.0.2.0/24 via 10.1.2.1 through "eth0"',
      ].join('\n'),
    );
  });

  test('changes no forwarding that is on already, and none of a family it has no address of', () => {
    expect(commandsOf(addresses(dual, facts({ forwards: { 4: true, 6: true } })))).not.toContainEqual(
      expect.stringContaining('forward'),
    );
    const v4: Result = { cniVersion: '1.1.0', ips: [{ address: '10.1.2.3/24' }] };
    expect(commandsOf(addresses(v4)).filter((line) => line.includes('ipv6'))).toEqual([]);
  });

  test('has the host go on hearing its own routers before it begins to forward', () => {
    const lines = commandsOf(addresses(dual, facts({ forwards: { 4: true, 6: false, uplinks: ['wan0'] } })));
    expect(lines.slice(0, 2)).toEqual([
      'host: sysctl -w net/ipv6/conf/wan0/accept_ra=2',
      'host: sysctl -w net/ipv6/conf/all/forwarding=1',
    ]);
  });

  test('makes what two addresses share once: the gateway, the way to it and the route to the subnet', () => {
    const ips = ['fd00:1::3/66', 'fd00:1::4/66'].map((address) => ({ address, gateway: 'fd00:1::1' }));
    expect(
      commandsOf(addresses({ cniVersion: '1.1.0', ips })).filter((line) => !line.includes('sysctl')),
    ).toEqual([
      `host: ip address add fd00:1::1/128 dev ${host} nodad`,
      `host: ip route append fd00:1::3/128 dev ${host}`,
      `host: ip route append fd00:1::4/128 dev ${host}`,
      'container: ip address add fd00:1::3/66 dev eth0 nodad noprefixroute',
      'container: ip address add fd00:1::4/66 dev eth0 nodad noprefixroute',
      'container: ip link set dev eth0 up',
      'container: ip route append fd00:1::1/128 dev eth0 src fd00:1::3',
      'container: ip route append fd00:1::/66 via fd00:1::1 dev eth0 src fd00:1::3',
    ]);
  });

  test.each([
    ['10.1.2.3/32', '10.9.9.9'],
    ['fd00:1::3/128', 'fe80::9'],
  ])('routes %s, which has no subnet, through the gateway %s outside of it', (address, gateway) => {
    const lines = commandsOf(addresses({ cniVersion: '1.1.0', ips: [{ address, gateway }] }));
    const routes = lines.filter((line) => line.startsWith('container: ip route'));
    const [ip, single] = address.split('/');
    expect(routes).toEqual([`container: ip route append ${gateway}/${single} dev eth0 src ${ip}`]);
  });

  test('tells the kernel that a gateway of a route is on the wire where it is in the subnet, and only there', () => {
    const gw = ['10.1.2.9', 'FD00:1:0::9', '10.1.2.1', '192.0.2.1', '2001:db8::1', undefined];
    const routes = gw.map((one, i) => ({
      dst: one?.includes(':') ? `fd0${i}::/16` : `10.${i}.0.0/16`,
      gw: one,
    }));
    const lines = commandsOf(
      addresses({ ...dual, routes: routes.map(({ dst, gw }) => ({ dst, ...(gw && { gw }) })) }),
    );
    expect(lines.filter((line) => line.endsWith(' onlink'))).toEqual([
      'container: ip route append 10.0.0.0/16 via 10.1.2.9 dev eth0 onlink',
      'container: ip route append fd01::/16 via FD00:1:0::9 dev eth0 onlink',
    ]);
  });

  test('leaves a route to the own subnet to IPAM where IPAM brings one', () => {
    const routes = [{ dst: '10.1.2.0/24', mtu: 1400 }];
    const lines = commandsOf(addresses({ ...dual, routes }));
    expect(lines.filter((line) => line.includes('append 10.1.2.0/24'))).toEqual([
      'container: ip route append 10.1.2.0/24 via 10.1.2.1 dev eth0 mtu 1400',
    ]);
  });
});

describe('completeResult()', () => {
  const gateways = (ips: Result['ips']) =>
    completed({ cniVersion: '1.1.0', ...(ips && { ips }) }).ips?.map(({ gateway }) => gateway);

  test('takes the first address of the subnet for a gateway where IPAM names none', () => {
    expect(gateways([{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/66' }])).toEqual([
      '10.1.2.1',
      'fd00:1::1',
    ]);
  });

  test('says whose addresses they are', () => {
    expect(
      completed({ cniVersion: '1.1.0', ips: [{ address: 'fd00:1::3/66', gateway: 'fd00:1::1' }] }).ips,
    ).toEqual([{ address: 'fd00:1::3/66', gateway: 'fd00:1::1', interface: 1 }]);
  });

  test("has the configuration's dns in place of IPAM's", () => {
    const dns = { nameservers: [] };
    expect(completed({ ...dual, dns: { domain: 'ipam' } }, { dns }).dns).toEqual(dns);
    expect(completed({ ...dual, dns: { domain: 'ipam' } }).dns).toEqual({ domain: 'ipam' });
  });

  test.each([
    [[{ address: '10.1.2.3/32' }], '10.1.2.3/32'],
    [[{ address: '10.1.2.1/24' }], '10.1.2.1'],
    [[{ address: '10.1.2.3/24', gateway: '10.1.2.3' }], '10.1.2.3'],
    [[{ address: 'fd00::2/64', gateway: 'fd00:0::2' }], 'fd00::2'],
    [[{ address: '10.1.2.3/24', gateway: 'fd00::1' }], 'fd00::1'],
    [[{ address: 'fd00::2/64', gateway: '10.1.2.1' }], '10.1.2.1'],
    [
      [
        { address: '10.1.2.3/24', gateway: '10.1.2.4' },
        { address: '10.1.2.4/24', gateway: '10.1.2.1' },
      ],
      '10.1.2.4',
    ],
  ])('refuses %j, and names the address', (ips, text) => {
    expect(() => gateways(ips)).toThrow(
      expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining(text) }),
    );
  });
});

describe('planAround()', () => {
  const rules = (ipMasq: boolean, backend: PtpFacts['backend'] = 'iptables') =>
    commandsOf(planAround(wanted({ ipMasq }), facts({ backend }), completed(dual)));

  test('masquerades every address outside its subnet where ipMasq asks for it', () => {
    expect(rules(true)).toEqual(
      expect.arrayContaining([
        '-A WEFT-MASQ -s 10.1.2.3/32 ! -d 10.1.2.0/24 -m comment --comment "weft:ptp:mynet:2e34dcf34:eth0" -j MASQUERADE',
        '-A WEFT-MASQ -s fd00:1::3/128 ! -d fd00:1::/66 -m comment --comment "weft:ptp:mynet:2e34dcf34:eth0" -j MASQUERADE',
      ]),
    );
    expect(rules(true, 'nftables')).toContain("host: nft -f - <<'.'");
    expect(rules(false)).toEqual(['']);
  });
});
