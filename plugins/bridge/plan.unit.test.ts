import { renderPlan } from '../../lib/plan/render.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { completeResult } from './gateways.ts';
import { planAddresses, planAround, planLink } from './plan.ts';
import { bridgeFacts, linkFactsOf } from './testFacts.ts';

const conf: BridgeConf = {
  bridge: 'cni0',
  isGateway: false,
  isDefaultGateway: false,
  forceAddress: false,
  ipMasq: false,
  hairpinMode: false,
  promiscMode: false,
  enabledad: false,
  macspoofchk: false,
  portIsolation: false,
  disableContainerInterface: false,
  preserveDefaultVlan: false,
};

function request(own: Partial<BridgeConf> = {}): AttachmentRequest<BridgeConf> {
  return {
    command: 'ADD',
    version: '1.1.0',
    network: 'mynet',
    conf: { ...conf, ...own },
    validAttachments: [],
    invocation: { env: {}, stdin: '' },
    containerId: '2e34dcf34',
    ifName: 'eth0',
    netns: { path: '/proc/1/fd/5', fd: 5, id: 'net:[5]', given: '/run/netns/blue' },
    sandbox: '/run/netns/blue',
  };
}

const ipam: Result = { cniVersion: '1.1.0', ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }] };
const there = linkFactsOf({ name: 'cni0', kind: 'bridge', mac: '02:00:00:00:00:99' });

/** The commands alone, without the reasons. */
const commands = (plan: ReturnType<typeof planLink>) =>
  renderPlan(plan)
    .replaceAll(/ {2}# .*/g, '')
    .split('\n');

describe('planLink()', () => {
  test('makes the bridge, labels it, refuses router advertisements and brings it up before the first container', () => {
    expect(commands(planLink(request({ mtu: 1400 }), bridgeFacts()))).toEqual([
      'host: ip link add name cni0 address 02:00:00:00:00:01 mtu 1400 type bridge',
      'host: ip link set dev cni0 alias weft:bridge',
      'host: sysctl -w net/ipv6/conf/cni0/accept_ra=0',
      'host: ip link set dev cni0 up',
      '--',
      `host: ip link add name ${hostVeth()} address 02:00:00:00:00:02 mtu 1400 master cni0 type veth peer name eth0 address 02:00:00:00:00:03 mtu 1400 netns /proc/1/fd/5`,
      `host: ip link set dev ${hostVeth()} alias weft:bridge:mynet:2e34dcf34:eth0`,
      `host: ip link set dev ${hostVeth()} up`,
      `host: sysctl -w net/ipv6/conf/${hostVeth()}/accept_ra=0`,
    ]);
  });

  test('spares a new bridge that is a gateway the wait for its own IPv6 address', () => {
    const [bridge = []] = planLink(request({ isGateway: true }), bridgeFacts());
    expect(commands([bridge]).slice(-2)).toEqual([
      'host: sysctl -w net/ipv6/conf/cni0/accept_dad=0',
      'host: ip link set dev cni0 up',
    ]);
  });

  test('leaves a bridge that is there as it is', () => {
    const [bridge] = planLink(request({ mtu: 1400 }), bridgeFacts({ bridge: there }));
    expect(bridge).toEqual([]);
  });

  test('makes a bridge that is there promiscuous, and brings it up, only where it is not so', () => {
    const down = linkFactsOf({ ...there, up: false });
    expect(
      commands([planLink(request({ promiscMode: true }), bridgeFacts({ bridge: down }))[0] ?? []]),
    ).toEqual(['host: ip link set dev cni0 promisc on', 'host: ip link set dev cni0 up']);
    const done = linkFactsOf({ ...there, promisc: true });
    expect(planLink(request({ promiscMode: true }), bridgeFacts({ bridge: done }))[0]).toEqual([]);
  });

  test('switches hairpin on at the port', () => {
    expect(commands(planLink(request({ hairpinMode: true }), bridgeFacts({ bridge: there })))).toContain(
      `host: ip link set dev ${hostVeth()} type bridge_slave hairpin on`,
    );
  });

  test('refuses a device of the name that is no bridge, and an attachment that is there already', () => {
    const dummy = linkFactsOf({ ...there, kind: 'dummy' });
    expect(() => planLink(request(), bridgeFacts({ bridge: dummy }))).toThrow(
      expect.objectContaining({ code: Code.nameTaken, message: expect.stringContaining('"bridge" "cni0"') }),
    );
    const hostEnd = linkFactsOf({ name: hostVeth(), kind: 'veth' });
    expect(() => planLink(request(), bridgeFacts({ bridge: there, hostVeth: hostEnd }))).toThrow(
      'attached already',
    );
  });
});

describe('planAddresses()', () => {
  const plan = (own: Partial<BridgeConf>, facts = bridgeFacts({ bridge: there }), given = ipam) => {
    const wanted = request(own);
    return commands(planAddresses(wanted, facts, completeResult(wanted.conf, given)));
  };

  test('of a network of layer 2 only brings the interface up', () => {
    expect(plan({}, undefined, { cniVersion: '1.1.0' })).toEqual(['container: ip link set dev eth0 up']);
  });

  test('configures the container alone when the bridge is no gateway', () => {
    expect(plan({})).toEqual([
      'container: sysctl -w net/ipv6/conf/lo/disable_ipv6=0',
      'container: sysctl -w net/ipv6/conf/eth0/disable_ipv6=0',
      'container: sysctl -w net/ipv6/conf/eth0/keep_addr_on_down=1',
      'container: sysctl -w net/ipv6/conf/eth0/accept_dad=0',
      'container: sysctl -w net/ipv6/conf/eth0/ndisc_notify=1',
      'container: sysctl -w net/ipv4/conf/eth0/arp_notify=1',
      'container: ip address add 10.1.2.3/24 broadcast + dev eth0',
      'container: ip address add fd00:1::3/64 dev eth0 nodad',
      'container: ip link set dev eth0 up',
    ]);
  });

  test('as default gateway adds gateway addresses, forwarding and a default route per family', () => {
    expect(plan({ isGateway: true, isDefaultGateway: true })).toEqual(
      expect.arrayContaining([
        'host: ip address add 10.1.2.1/24 broadcast + dev cni0',
        'host: ip address add fd00:1::1/64 dev cni0 nodad',
        'host: ip link set dev cni0 address 02:00:00:00:00:99',
        'host: sysctl -w net/ipv4/ip_forward=1',
        'host: sysctl -w net/ipv6/conf/all/forwarding=1',
        'container: sysctl -w net/ipv6/conf/eth0/accept_ra=0',
        'container: ip route append 0.0.0.0/0 via 10.1.2.1 dev eth0',
        'container: ip route append ::/0 via fd00:1::1 dev eth0',
      ]),
    );
  });

  test('does nothing on the host that has been done already', () => {
    const addresses = ['10.1.2.1/24', 'fd00:1::1/64'];
    const facts = bridgeFacts({
      bridge: linkFactsOf({ ...there, addresses }),
      forwards: { 4: true, 6: true },
    });
    expect(plan({ isGateway: true }, facts).filter((line) => line.startsWith('host'))).toEqual([]);
  });

  test('refuses to take an address off the bridge, unless forceAddress says so', () => {
    const facts = bridgeFacts({ bridge: linkFactsOf({ ...there, addresses: ['10.9.0.1/16'] }) });
    expect(() => plan({ isGateway: true }, facts)).toThrow(
      'it has the address 10.9.0.1/16; "forceAddress" true replaces it',
    );
    expect(plan({ isGateway: true, forceAddress: true }, facts)).toEqual(
      expect.arrayContaining([
        'host: ip address delete 10.9.0.1/16 dev cni0',
        'host: ip address add 10.1.2.1/24 broadcast + dev cni0',
      ]),
    );
  });

  test.each([
    ['fd00:1::9/48', true],
    ['fd00:2::1/64', false],
  ])('finds the IPv6 address %s in the way: %s', (address, inTheWay) => {
    const facts = bridgeFacts({ bridge: linkFactsOf({ ...there, addresses: [address] }) });
    const attempt = () => plan({ isGateway: true }, facts);
    if (inTheWay) expect(attempt).toThrow(address);
    else expect(attempt()).toContain('host: ip address add fd00:1::1/64 dev cni0 nodad');
  });

  test("adds no second default route to one of IPAM's, with or without gateway", () => {
    const given = { ...ipam, routes: [{ dst: '0.0.0.0/0' }] };
    const defaults = plan({ isGateway: true, isDefaultGateway: true }, undefined, given).filter((line) =>
      line.includes('append'),
    );
    expect(defaults).toEqual([
      'container: ip route append 0.0.0.0/0 via 10.1.2.1 dev eth0',
      'container: ip route append ::/0 via fd00:1::1 dev eth0',
    ]);
  });

  test('honours every attribute of a route', () => {
    const route = {
      dst: '192.0.2.0/24',
      gw: '10.1.2.9',
      mtu: 1400,
      advmss: 1360,
      priority: 5,
      table: 100,
      scope: 0,
    };
    expect(plan({}, undefined, { ...ipam, routes: [route] })).toContain(
      'container: ip route append 192.0.2.0/24 via 10.1.2.9 dev eth0 metric 5 table 100 scope 0 mtu 1400 advmss 1360',
    );
  });

  test('keeps duplicate address detection where enabledad asks for it', () => {
    const lines = plan({ enabledad: true });
    expect(lines).toContain('container: ip address add fd00:1::3/64 dev eth0');
    expect(lines).toContain('container: sysctl -w net/ipv6/conf/eth0/enhanced_dad=1');
  });
});

describe('planAround()', () => {
  const plan = (own: Partial<BridgeConf>, facts = bridgeFacts({ bridge: there })) => {
    const wanted = request(own);
    return commands(planAround(wanted, facts, completeResult(wanted.conf, ipam)));
  };

  test('masquerades every address where ipMasq asks for it', () => {
    expect(plan({ ipMasq: true }).filter((line) => line.includes('-restore'))).toEqual([
      "host: iptables-restore --noflush --wait <<'.'",
      "host: ip6tables-restore --noflush --wait <<'.'",
    ]);
    expect(plan({ ipMasq: true }, bridgeFacts({ backend: 'nftables' }))).toContain("host: nft -f - <<'.'");
    expect(plan({})).toEqual(['']);
  });
});

function hostVeth(): string {
  return 'vethb438bc8668c';
}
