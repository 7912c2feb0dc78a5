import { flowsIn } from '../../lib/kernel/portmapFlows.ts';
import { chainsIn, ownedIn } from '../../lib/kernel/portmapRules.ts';
import { groupOf, ownEntry } from '../../lib/ops/portmapChains.ts';
import { elementsOf } from '../../lib/ops/portmapElements.ts';
import { addPortRules } from '../../lib/ops/portmapIptables.ts';
import { addPorts, removePorts } from '../../lib/ops/portmapNft.ts';
import { ownedBy, ownerRules } from '../../lib/ops/portmapOwned.ts';
import { chainsOf } from '../../lib/ops/portmapTranslation.ts';
import { requestFor } from '../../lib/testing/planFixtures.ts';
import type { PortmapConf } from './conf.ts';
import { refuseTaken } from './conflict.ts';
import type { PortMapping } from './mappings.ts';
import { portmapOf } from './plan.ts';

const tcp = (hostPort: number, containerPort: number, hostIp?: string): PortMapping => {
  const families: (4 | 6)[] = hostIp === undefined ? [4, 6] : [hostIp.includes(':') ? 6 : 4];
  return { protocol: 'tcp', hostPort, containerPort, families, ...(hostIp && { hostIp }) };
};

const prevResult = {
  cniVersion: '1.1.0',
  interfaces: [{ name: 'cni0' }, { name: 'eth0', sandbox: '/run/netns/blue' }],
  ips: [
    { address: '172.16.0.1/24', interface: 0 },
    { address: '10.1.2.3/24', interface: 1 },
    { address: '10.1.2.9/24', interface: 1 },
    { address: 'fd00:1::3/64', interface: 1 },
  ],
};

/** What portmap makes of a configuration. */
function wanted(mappings: PortMapping[], own: Partial<PortmapConf> = {}) {
  const conf: PortmapConf = {
    backend: 'nftables',
    snat: true,
    masqAll: false,
    mark: { bit: 13 },
    conditions: { 4: '', 6: '' },
    mappings,
    ...own,
  };
  return { ...portmapOf({ ...requestFor(conf), prevResult }), mark: conf.mark };
}

describe('portmapOf()', () => {
  test('forwards to the first address of each family that is the container (PM-05)', () => {
    expect(wanted([tcp(8080, 80), tcp(8443, 443, '::1')]).forwards).toEqual([
      { protocol: 'tcp', hostPort: 8080, containerPort: 80, ip: '10.1.2.3' },
      { protocol: 'tcp', hostPort: 8080, containerPort: 80, ip: 'fd00:1::3' },
      { protocol: 'tcp', hostPort: 8443, containerPort: 443, ip: 'fd00:1::3', hostIp: '::1' },
    ]);
  });

  test('says who is masqueraded', () => {
    expect(
      [{}, { snat: false }, { masqAll: true }, { snat: false, masqAll: true }].map(
        (own) => wanted([], own).masquerade,
      ),
    ).toEqual(['inside', 'none', 'all', 'none']);
  });
});

describe('with nftables', () => {
  test('a port is one element of each map, with its owner', () => {
    const step = addPorts(wanted([tcp(8080, 80)], { conditions: { 4: '', 6: '' } }));
    const own = step.attempts[0]?.filter((line) => !line.includes(' owners '));
    const label = 'comment "weft:portmap:mynet:2e34dcf34:eth0"';
    expect(own).toEqual([
      `create element inet weft-portmap ports4 { tcp . 8080 ${label} : goto every4 }`,
      `create element inet weft-portmap open4 { tcp . 8080 ${label} : 10.1.2.3 . 80 }`,
      `create element inet weft-portmap inside4 { tcp . 10.1.2.3 . 80 ${label} : goto inside-10.1.2.0/24 }`,
      `create element inet weft-portmap local4 { tcp . 8080 ${label} }`,
      `create element inet weft-portmap ports6 { tcp . 8080 ${label} : goto every6 }`,
      `create element inet weft-portmap open6 { tcp . 8080 ${label} : fd00:1::3 . 80 }`,
      `create element inet weft-portmap inside6 { tcp . fd00:1::3 . 80 ${label} : goto inside-fd00_1__/64 }`,
    ]);
    expect(step.attempts[1]).toEqual(expect.arrayContaining(step.attempts[0] ?? []));
  });

  test('a port on one address is claimed by that address, and the port itself marked as shared', () => {
    const lines = addPorts(wanted([tcp(8443, 443, '127.0.0.1')])).attempts[0]?.join('\n');
    expect(lines).toContain('add chain inet weft-portmap one4-tcp-8443\n');
    expect(lines).toContain(
      'add element inet weft-portmap ports4 { tcp . 8443 comment "weft:portmap: by address" : goto one4 }',
    );
    expect(lines).toMatch(/addresses4 \{ tcp \. 127\.0\.0\.1 \. 8443 comment "\S+" : jump one4-tcp-8443 \}/);
    expect(lines).toMatch(/local-one4 \{ tcp \. 127\.0\.0\.1 \. 8443 /);
  });

  test('a removal knows the very content: another mapping, or another condition, is another key', () => {
    const keys = [
      wanted([tcp(1, 1)]),
      wanted([tcp(1, 2)]),
      wanted([tcp(1, 1)], { conditions: { 4: 'iif lo', 6: '' } }),
    ].map((portmap) => elementsOf(portmap)[1]?.key);
    expect(new Set(keys).size).toBe(3);
    expect(removePorts(wanted([tcp(1, 1)])).attempts[0]?.[0]).toMatch(
      /^delete element inet weft-portmap owners /,
    );
  });
});

describe('with iptables', () => {
  test('a port is a chain of its name in a group of 64, three rules and no list (PM-14)', () => {
    const portmap = wanted([tcp(8080, 80)]);
    const [v4, v6] = portmap.forwards;
    if (!v4 || !v6) throw new Error('two families');
    expect([groupOf(v4).entry.rule, ownEntry(v4)]).toEqual([
      '-p tcp -m tcp --dport 8064:8127 -j WEFT-HP-TCP-8064',
      { chain: 'WEFT-HP-TCP-8064', rule: '-p tcp -m tcp --dport 8080 -j WEFT-PORT-TCP-8080' },
    ]);
    const label = '-m comment --comment "weft:portmap:mynet:2e34dcf34:eth0"';
    expect(chainsOf(portmap, v4)).toEqual([
      {
        name: 'WEFT-PORT-TCP-8080',
        rules: [
          `-s 10.1.2.0/24 ${label} -j MARK --set-xmark 0x2000/0x2000`,
          `-s 127.0.0.0/8 ${label} -j MARK --set-xmark 0x2000/0x2000`,
          `-p tcp ${label} -j DNAT --to-destination 10.1.2.3:80`,
        ],
      },
    ]);
    expect(chainsOf(portmap, v6)[0]?.rules.at(-1)).toMatch(/--to-destination \[fd00:1::3\]:80$/);
    expect(chainsOf({ ...portmap, masquerade: 'none' }, v4)[0]?.rules).toHaveLength(1);
  });

  test('names fit the 28 characters of a chain', () => {
    const portmap = wanted([{ ...tcp(65535, 1, '203.0.113.255'), protocol: 'sctp' }], {
      conditions: { 4: '-i eth0', 6: '' },
    });
    const names = addPortRules(portmap, { name: 'abcdefghijklmno', on: false })
      .attempts.flat()
      .flatMap((line) => /^-N (\S+)/.exec(line)?.[1] ?? []);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(28);
    expect(names).toContain('WEFT-LOCAL-abcdefghijklmno');
  });

  test("an owner's chain tells what it was written from", () => {
    const owned = ownedBy(wanted([tcp(8080, 80), tcp(8443, 443, '127.0.0.1')]), 'cni0');
    const listing = ownerRules(owned).map((rule) => `-A WEFT-OWNER-1 ${rule}`);
    expect(ownedIn(chainsIn(['-N WEFT-OWNER-1', ...listing].join('\n')).get('WEFT-OWNER-1') ?? [])).toEqual(
      owned,
    );
  });
});

test('refuseTaken() names every port and owner that is in the way, and nobody for what is one’s own', () => {
  const owned = wanted([tcp(8080, 80), tcp(8443, 443, '127.0.0.1')]).forwards.map((forward) => ({
    label: 'weft:portmap:net:other:eth0',
    forward,
  }));
  const asked = wanted([tcp(8080, 81), tcp(8443, 443)]).forwards;
  expect(() => refuseTaken(asked, 'weft:portmap:net:other:eth0', owned)).not.toThrow();
  expect(() => refuseTaken(asked, 'weft:portmap:net:me:eth0', owned)).toThrow(
    expect.objectContaining({
      code: 106,
      message: 'Cannot forward port tcp 8080: "eth0" of container "other" in network "net" has tcp 8080',
      details: expect.stringContaining(
        'tcp 8443: "eth0" of container "other" in network "net" has tcp 127.0.0.1:8443',
      ),
    }),
  );
});

test('flowsIn() reads both families, answered or not', () => {
  const listing = `udp      17 24 src=192.0.2.2 dst=192.0.2.1 sport=1 dport=8053 [UNREPLIED] src=10.1.2.3 dst=192.0.2.2 sport=53 dport=1 mark=0 use=1
udp      17 118 src=fd00::2 dst=fd00::1 sport=9 dport=8053 src=fd00:1::3 dst=fd00::2 sport=53 dport=9 [ASSURED] mark=0 use=1
tcp      6 118 TIME_WAIT src=1.1.1.1 dst=2.2.2.2 sport=9 dport=8053 src=2.2.2.2 dst=1.1.1.1 sport=53 dport=9 use=1`;
  expect(flowsIn(listing)).toEqual([
    { to: '192.0.2.1', toPort: 8053, from: '10.1.2.3', fromPort: 53 },
    { to: 'fd00::1', toPort: 8053, from: 'fd00:1::3', fromPort: 53 },
  ]);
});
