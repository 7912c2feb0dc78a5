import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';

const first = (mapping: object) => ({ runtimeConfig: { portMappings: [{ ...tcp(8080, 80), ...mapping }] } });
const nft = { backend: 'nftables' };

/** Configuration, and what the refusal has to name. */
const refused: [Record<string, unknown>, string][] = [
  [first({ hostPort: 0 }), '"runtimeConfig.portMappings[0].hostPort" 0'], // PM-07
  [first({ hostPort: 65536 }), '"runtimeConfig.portMappings[0].hostPort" 65536'],
  [first({ hostPort: -1 }), '"runtimeConfig.portMappings[0].hostPort" -1'],
  [first({ hostPort: '8080' }), '"runtimeConfig.portMappings[0].hostPort" "8080"'],
  [first({ containerPort: 70000 }), '"runtimeConfig.portMappings[0].containerPort" 70000'],
  [first({ containerPort: undefined }), '"runtimeConfig.portMappings[0].containerPort": is missing'],
  [first({ protocol: 'icmp' }), '"runtimeConfig.portMappings[0].protocol" "icmp"'],
  [first({ protocol: 'tcp dport 1 accept' }), '"tcp dport 1 accept"'],
  [first({ protocol: undefined }), '"runtimeConfig.portMappings[0].protocol": is missing'],
  [first({ hostIP: 'not an address' }), '"runtimeConfig.portMappings[0].hostIP" "not an address"'],
  [first({ hostIP: '10.0.0.0/8' }), '"10.0.0.0/8"'],
  [{ runtimeConfig: { portMappings: 'all' } }, '"runtimeConfig.portMappings" "all"'],
  [
    { runtimeConfig: { portMappings: [tcp(8080, 80), udp(8080, 80), tcp(8080, 81)] } },
    '"runtimeConfig.portMappings[2].hostPort" 8080: asked for twice: portMappings[0]',
  ],
  [
    { runtimeConfig: { portMappings: [tcp(8080, 80, '127.0.0.1'), tcp(8080, 81, '0.0.0.0')] } },
    'portMappings[1].hostPort" 8080: asked for twice',
  ],
  [
    {
      runtimeConfig: {
        portMappings: [tcp(8080, 80, '::1'), { ...tcp(8080, 81, '0:0::1'), protocol: 'TCP' }],
      },
    },
    'asked for twice',
  ],
  [{ snat: 'yes' }, '"snat" "yes"'],
  [{ backend: 'ipfw' }, '"backend" "ipfw"'],
  [{ markMasqBit: 32 }, '"markMasqBit" 32'],
  [{ markMasqBit: 5, externalSetMarkChain: 'X' }, '"externalSetMarkChain" "X": excludes "markMasqBit" 5'],
  [{ externalSetMarkChain: 'X -j ACCEPT' }, '"externalSetMarkChain" "X -j ACCEPT"'],
  [
    { backend: 'iptables', conditionsV4: ['ip', 'saddr', '10.0.0.1'] },
    '"conditionsV4" ["ip","saddr","10.0.0.1"]: only nftables',
  ], // PM-11
  [
    { ...nft, externalSetMarkChain: 'X', conditionsV4: ['-s', '10.0.0.1'], conditionsV6: ['!', '-s', '::1'] },
    '"externalSetMarkChain" "X" and "conditionsV4" ["-s","10.0.0.1"] and "conditionsV6"',
  ], // PM-12
  [{ conditionsV4: ['-s', '10.0.0.1', '-j', 'ACCEPT'] }, '"conditionsV4"'],
  [{ conditionsV4: ['-s', '10.0.0.1\n-A INPUT -j ACCEPT'] }, 'not plain text'],
  [{ conditionsV4: ['-m', 'comment', '--comment', 'x'] }, '"comment" is not a module'],
  [{ conditionsV4: [1] }, '"conditionsV4[0]" 1'],
  [{ ...nft, conditionsV4: ['ip', 'saddr', '10.0.0.1', 'accept'] }, '"accept" is not a match'],
  [{ ...nft, conditionsV4: ['ip', 'saddr', '10.0.0.1;', 'accept'] }, '"10.0.0.1;" is not a value'],
  [{ ...nft, conditionsV6: ['ip6', 'saddr', '{', '::1', '}'] }, '"{" is not a value'],
  [{ ...nft, conditionsV4: ['meta', 'mark', 'set', '1'] }, '"set" is not a value'],
  [{ ...nft, conditionsV4: ['ip saddr @owners'] }, '"@owners" is not a value'],
];

describe('portmap ADD changes nothing for', () => {
  test('what is wrong in the configuration or in what the runtime asks for, and names key and value', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host);
    const web = await host.container('web');
    const prevResult = await net.bridge.add(web);
    const before = await snapshot(host, web);
    for (const [conf, words] of refused) {
      const error = await net.portmap.refused('ADD', web, {
        ...net.call({ ports: [tcp(8080, 80)], prevResult }),
        conf: { ...first({}), ...conf },
      });
      expect([conf, error.code, error.msg]).toEqual([conf, 7, expect.stringContaining(words)]);
    }
    await net.portmap.refused('ADD', web, net.call({ ports: [tcp(8080, 80)] }));
    expect(difference(before, await snapshot(host, web))).toEqual([]);
  }, 40_000);

  test('nothing asked for, and for a family in which the container has no address', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host);
    const web = await host.container('web');
    const both = await net.bridge.add(web);
    const prevResult = { ...both, ips: both.ips?.filter(({ address }) => !address.includes(':')) };
    const before = await snapshot(host, web);
    await net.portmap.add(web, net.call({ prevResult }));
    await net.portmap.add(web, net.call({ ports: [], prevResult }));
    await net.portmap.add(web, net.call({ ports: [tcp(8080, 80, '::')], prevResult }));
    await net.portmap.check(web, prevResult, net.call({ ports: [tcp(8080, 80, '::')] }));
    expect(difference(before, await snapshot(host, web))).toEqual([]);
  }, 20_000);
});

test('portmap DEL and GC bear with a configuration that ADD would refuse', async () => {
  await using host = await throwawayHost();
  const net = new PortNetwork(host, nft);
  const web = await host.container('web');
  await net.add(web, [tcp(8080, 80)]);
  for (const [conf] of refused) await net.portmap.call('DEL', web, { conf: { ...conf, ...nft } });
  expect((await host.ok(['nft', 'list', 'ruleset'])).stdout).not.toContain('weft:portmap:mynet:web');
}, 40_000);

test.each(['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'])(
  'portmap passes the result on in version %s (PM-05, PM-08, PM-13)',
  async (cniVersion) => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { cniVersion }, { cniVersion });
    const web = await host.container('web');
    await net.add(web, [tcp(8080, 80)]);
    expect((await host.ok(['iptables-save', '-t', 'nat'])).stdout).toContain('--to-destination 10.1.2.2:80');
    await net.portmap.del(web);
    expect((await host.ok(['iptables-save', '-t', 'nat'])).stdout).not.toContain('weft:portmap:mynet:web');
  },
);
