import type { ConfSource } from '../../lib/skel/plugin.ts';
import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { conditionProblem, syntaxOf } from './conditions.ts';
import { parsePortmapConf } from './conf.ts';

/** A configuration as the plugin gets it. */
function source(own: Record<string, unknown>, command: Command = 'ADD'): ConfSource {
  const network = parseNetworkConf({ cniVersion: '1.1.0', name: 'mynet', type: 'portmap', ...own });
  return { command, network, args: new Map() };
}

const mapped = (...portMappings: object[]) => ({ runtimeConfig: { portMappings } });

describe('parsePortmapConf()', () => {
  test('has the defaults of the reference (PM-08)', () => {
    expect(parsePortmapConf(source({ backend: 'iptables' }))).toEqual({
      backend: 'iptables',
      snat: true,
      masqAll: false,
      mark: { bit: 13 },
      conditions: { 4: '', 6: '' },
      mappings: [],
    });
    expect(parsePortmapConf(source({})).backend).toBe('iptables');
  });

  test('takes the backend that is named (PM-09)', () => {
    expect(parsePortmapConf(source({ backend: 'nftables' })).backend).toBe('nftables');
  });

  test('takes keys and protocols in any letter case, and addresses in any spelling', () => {
    const conf = {
      Backend: 'nftables',
      RuntimeConfig: {
        PortMappings: [
          { HOSTPORT: 8080, containerport: 80, Protocol: 'TCP', hostip: '0:0::1' },
          { hostPort: 1, containerPort: 65535, protocol: 'Sctp', hostIP: '' },
          { hostPort: 2, containerPort: 2, protocol: 'udp', hostIP: '::ffff:10.0.0.1' },
          { hostPort: 3, containerPort: 2, protocol: 'udp', hostIP: '0.0.0.0' },
        ],
      },
    };
    expect(parsePortmapConf(source(conf)).mappings).toEqual([
      { hostPort: 8080, containerPort: 80, protocol: 'tcp', hostIp: '::1', families: [6] },
      { hostPort: 1, containerPort: 65535, protocol: 'sctp', families: [4, 6] },
      { hostPort: 2, containerPort: 2, protocol: 'udp', hostIp: '10.0.0.1', families: [4] },
      { hostPort: 3, containerPort: 2, protocol: 'udp', families: [4] },
    ]);
  });

  test('lets one port be asked for twice where nobody could mean the same by it', () => {
    const port = { hostPort: 8080, containerPort: 80, protocol: 'tcp' };
    const ports = [
      { ...port, hostIP: '0.0.0.0' },
      { ...port, hostIP: '::' },
      { ...port, protocol: 'udp' },
    ];
    expect(parsePortmapConf(source(mapped(...ports))).mappings).toHaveLength(3);
    const addresses = ['10.0.0.1', '10.0.0.2', '::1'].map((hostIP) => ({ ...port, hostIP }));
    expect(parsePortmapConf(source(mapped(...addresses))).mappings).toHaveLength(3);
    expect(() => parsePortmapConf(source(mapped(...addresses, port)))).toThrow('asked for twice');
  });

  test('goes on without what it cannot read where something is removed', () => {
    const bad = { snat: 'yes', ...mapped({ hostPort: 0 }) };
    for (const command of ['DEL', 'GC'] as const)
      expect(parsePortmapConf(source(bad, command)).mappings).toEqual([]);
    for (const command of ['ADD', 'CHECK', 'STATUS'] as const)
      expect(() => parsePortmapConf(source(bad, command))).toThrow('"snat" "yes"');
  });
});

describe('conditionProblem()', () => {
  test.each([
    'ip saddr 10.0.0.0/8',
    'ip saddr != 10.0.0.1-10.0.0.9 tcp dport 8000-9000',
    'meta iifname eth0 ct state new,established',
    'ip6 saddr 2001:db8::/32 th sport 1024',
    'fib daddr type local meta mark 0x4',
    '-s 10.0.0.0/8',
    '! -i cni0 -m conntrack --ctstate NEW,RELATED',
    '-m set --match-set allowed src,dst -m addrtype ! --src-type LOCAL',
    '-m iprange --src-range 10.0.0.1-10.0.0.9 -m multiport --sports 1,2,3:9',
    '',
  ])('lets through %j', (text) => {
    expect(conditionProblem(text.split(' '))).toBeUndefined();
  });

  test.each([
    'ip saddr',
    'ip saddr 10.0.0.1 drop',
    'ip saddr 10.0.0.1 counter',
    'tcp dport set 80',
    'ct mark set 1',
    'meta mark set',
    'jump x',
    'ip saddr $x',
    'ip daddr @ports4',
    'iifname "eth0"',
    'dnat to 10.0.0.1',
    'ip saddr 10.0.0.1 comment x',
    '-j ACCEPT',
    '-g x',
    '-s 10.0.0.1 --jump x',
    '-p tcp',
    '-m',
    '-s',
    '! !',
    '-s -j',
    '-m comment --comment x',
    '-t filter',
    '-s 10.0.0.1 COMMIT',
    '--set-mark 1',
  ])('finds that %j is more than matches', (text) => {
    expect(conditionProblem(text.split(' '))).toBeDefined();
  });

  test('knows whose words they are as the reference does (PM-10)', () => {
    expect(['-s', '!', 'ip', ''].map((word) => syntaxOf([word]))).toEqual([
      'iptables',
      'iptables',
      'nftables',
      undefined,
    ]);
  });
});
