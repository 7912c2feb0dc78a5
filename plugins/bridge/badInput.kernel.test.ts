import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, type Call } from './testNetwork.ts';

type Case = [
  what: string,
  call: Call & { text?: string; id?: string; netns?: string },
  code: number,
  words: string[],
];

const ipam = (own: Record<string, unknown>) => ({
  conf: { ipam: { type: 'host-local', subnet: '10.1.2.0/24', ...own } },
});
const deep = `{"cniVersion":"1.1.0","name":"mynet","type":"bridge","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;

const texts: Case[] = [
  ['empty stdin', { text: '' }, 6, ['empty']],
  ['no JSON', { text: '{"name": "mynet",' }, 6, []],
  ['a list', { text: '[]' }, 6, ['object']],
  ['a word', { text: '"bridge"' }, 6, ['object']],
  ['two documents', { text: '{}{}' }, 6, []],
  ['deep nesting', { text: deep }, 6, []],
  ['bytes that are no text', { text: '{"name": "\u0000"}' }, 6, []],
];

const values: Case[] = [
  ['unknown version', { conf: { cniVersion: '9.9.9' } }, 1, ['"cniVersion"', '"9.9.9"']],
  ['version of a wrong type', { conf: { cniVersion: 1 } }, 6, ['"cniVersion"', '1']],
  ['no name', { conf: { name: undefined } }, 7, ['"name"']],
  ['name with a slash', { conf: { name: '../../etc' } }, 7, ['"name"', '"../../etc"']],
  ['name with a newline', { conf: { name: 'a\nb' } }, 7, ['"name"', '"a\\nb"']],
  ['name of a wrong type', { conf: { name: ['mynet'] } }, 7, ['"name"']],
  ['bridge of 16 bytes', { conf: { bridge: 'b23456789abcdef0' } }, 7, ['"bridge"', '"b23456789abcdef0"']],
  ['bridge with a blank', { conf: { bridge: 'cni 0' } }, 7, ['"bridge"', '"cni 0"']],
  ['bridge with a command', { conf: { bridge: 'cni0\nlink del lo' } }, 7, ['"bridge"']],
  ['bridge with a slash', { conf: { bridge: '../x' } }, 7, ['"bridge"', '"../x"']],
  ['bridge ".."', { conf: { bridge: '..' } }, 7, ['"bridge"', '".."']],
  ['bridge with %d', { conf: { bridge: 'br%d' } }, 7, ['"bridge"', '"br%d"']],
  ['bridge of a wrong type', { conf: { bridge: 7 } }, 7, ['"bridge"', '7']],
  ['isGateway as text', { conf: { isGateway: 'true' } }, 7, ['"isGateway"', '"true"']],
  ['mtu as text', { conf: { mtu: '1500' } }, 7, ['"mtu"', '"1500"']],
  ['mtu too small', { conf: { mtu: 10 } }, 7, ['"mtu"', '10']],
  ['mtu too large', { conf: { mtu: 65_536 } }, 7, ['"mtu"', '65536']],
  ['mtu with a fraction', { conf: { mtu: 1400.5 } }, 7, ['"mtu"', '1400.5']],
  [
    'unknown backend',
    { conf: { ipMasq: true, ipMasqBackend: 'ebtables' } },
    7,
    ['"ipMasqBackend"', '"ebtables"'],
  ],
  [
    'hairpin and promiscuous',
    { conf: { hairpinMode: true, promiscMode: true } },
    7,
    ['"hairpinMode"', '"promiscMode"'],
  ],
  ['vlan above 4094', { conf: { vlan: 5000 } }, 7, ['"vlan"', '5000', '4094']],
  ['vlan below 0', { conf: { vlan: -100 } }, 7, ['"vlan"', '-100']],
  [
    'trunk without an end',
    { conf: { vlanTrunk: [{ minID: 5 }] } },
    7,
    ['"vlanTrunk[0].minID"', '5', '"maxID" is missing'],
  ],
  [
    'vlan in the trunk',
    { conf: { vlan: 100, vlanTrunk: [{ minID: 90, maxID: 110 }] } },
    7,
    ['"vlan" 100', '"vlanTrunk"', '110'],
  ],
  [
    'addresses for an interface that stays down (bridge 3.7 no. 42)',
    { conf: { disableContainerInterface: true } },
    7,
    ['"disableContainerInterface" true', '"ipam.type" "host-local"'],
  ],
  [
    'no name for the gateway',
    { conf: { bridge: 'br0123456789', vlan: 100 } },
    7,
    ['"bridge" "br0123456789"', '"br0123456789.100"'],
  ],
  [
    'MAC that is none',
    { conf: { runtimeConfig: { mac: '02:00:00:00:00' } } },
    7,
    ['"runtimeConfig.mac"', '"02:00:00:00:00"'],
  ],
  [
    'MAC of a group',
    { conf: { runtimeConfig: { mac: '01:00:5e:00:00:01' } } },
    7,
    ['"runtimeConfig.mac"', 'multicast'],
  ],
  ['ipam of a wrong type', { conf: { ipam: 'host-local' } }, 7, ['"ipam"', '"host-local"']],
  ['ipam type with a path', { conf: { ipam: { type: '../bin/sh' } } }, 7, ['"ipam.type"', '"../bin/sh"']],
  ['ipam type of a wrong type', { conf: { ipam: { type: 7 } } }, 7, ['"ipam.type"', '7']],
  ['ipam type that is not there', { conf: { ipam: { type: 'absent' } } }, 103, ['"absent"']],
  ['subnet that is none', ipam({ subnet: '10.1.2.0/33' }), 7, ['subnet', '"10.1.2.0/33"']],
  ['subnet with host bits', ipam({ subnet: '10.1.2.3/24' }), 7, ['subnet', '"10.1.2.3/24"', '10.1.2.0/24']],
  ['subnet of a wrong type', ipam({ subnet: 10 }), 7, ['subnet', '10']],
  ['gateway outside the subnet', ipam({ gateway: '10.9.9.9' }), 7, ['gateway', '"10.9.9.9"']],
  ['range outside the subnet', ipam({ rangeStart: '10.9.9.9' }), 7, ['rangeStart', '"10.9.9.9"']],
  ['route that is none', ipam({ routes: [{ dst: '0.0.0.0' }] }), 7, ['dst', '"0.0.0.0"']],
  ['dns of a wrong type', { conf: { dns: 'example.com' } }, 7, ['"dns"', '"example.com"']],
];

const variables: Case[] = [
  ['ifname of 16 bytes', { ifName: 'eth0123456789abc' }, 4, ['CNI_IFNAME', '"eth0123456789abc"']],
  ['ifname with a blank', { ifName: 'eth 0' }, 4, ['CNI_IFNAME', '"eth 0"']],
  ['ifname with a slash', { ifName: 'a/b' }, 4, ['CNI_IFNAME', '"a/b"']],
  ['ifname with a newline', { ifName: 'eth0\nlink del lo' }, 4, ['CNI_IFNAME', '"eth0\\nlink del lo"']],
  ['ifname with %d', { ifName: 'eth%d' }, 4, ['CNI_IFNAME', '"eth%d"']],
  ['ifname "."', { ifName: '.' }, 4, ['CNI_IFNAME', '"."']],
  ['ifname with a colon', { ifName: 'eth0:1' }, 4, ['CNI_IFNAME', '"eth0:1"']],
  ['container ID with a slash', { id: '../c1' }, 4, ['CNI_CONTAINERID', '"../c1"']],
  ['container ID with a newline', { id: 'c1\n' }, 4, ['CNI_CONTAINERID', '"c1\\n"']],
  ['container ID with a quote', { id: 'c1"; flush ruleset' }, 4, ['CNI_CONTAINERID']],
  ['no namespace', { netns: '' }, 4, ['CNI_NETNS']],
  ['CNI_ARGS without a value', { args: 'MAC' }, 4, ['CNI_ARGS', '"MAC"']],
  ['CNI_ARGS nobody knows', { args: 'COLOUR=red' }, 4, ['CNI_ARGS', 'COLOUR=red']],
  ['CNI_ARGS MAC that is none', { args: 'MAC=red' }, 7, ['"CNI_ARGS MAC"', '"red"']],
  ['command nobody knows', { env: { CNI_COMMAND: 'add' } }, 4, ['CNI_COMMAND', '"add"']],
  ['no command', { env: { CNI_COMMAND: undefined } }, 4, ['CNI_COMMAND']],
  [
    'several missing',
    { env: { CNI_CONTAINERID: undefined, CNI_IFNAME: undefined } },
    4,
    ['CNI_CONTAINERID', 'CNI_IFNAME'],
  ],
];

test.each([
  ['text', texts],
  ['configuration', values],
  ['variables', variables],
])(
  'bridge ADD refuses bad input (%s), says what is wrong, and changes nothing',
  async (_, cases) => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host);
    const container = await host.container('c1');
    const before = await snapshot(host, container);
    const wrong: unknown[] = [];
    for (const [what, { text, id = 'c1', netns = container.netns, ...call }, code, words] of cases) {
      const error =
        text === undefined ? await net.refused('ADD', { id, netns }, call) : await refusedText(text);
      const unsaid = words.filter((word) => !error.msg?.includes(word));
      if (error.code !== code || unsaid.length > 0)
        wrong.push({ what, code: error.code, msg: error.msg, unsaid });
    }
    expect(wrong).toEqual([]);
    expect(difference(before, await snapshot(host, container))).toEqual([]);

    async function refusedText(text: string) {
      const env = {
        CNI_COMMAND: 'ADD',
        CNI_CONTAINERID: 'c1',
        CNI_NETNS: container.netns,
        CNI_IFNAME: 'eth0',
        CNI_PATH: pluginsUnderTest,
      };
      const { exitCode, stdout } = await host.run([`${pluginsUnderTest}/bridge`], { env, input: text });
      expect(exitCode).toBe(1);
      return JSON.parse(stdout);
    }
  },
  30_000,
);

test('bridge DEL goes on where only ADD would need what is wrong', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host);
  for (const netns of ['/run/netns/gone', '/proc/99999999/ns/net', '']) await net.del({ id: 'c1', netns });
  await net.del({ id: 'c1' });
});

describe('bridge DEL passes over what ADD refuses, other than network and container', () => {
  const edits: [what: string, conf: Record<string, unknown>][] = [
    ['mtu', { mtu: 50 }],
    ['hairpin and promiscuous', { hairpinMode: true, promiscMode: true }],
    ['MAC of a group', { runtimeConfig: { mac: '01:00:5e:00:00:01' } }],
    ['unknown backend', { ipMasqBackend: 'foo' }],
    ['bridge of 17 bytes', { bridge: 'b0123456789abcdef' }],
    ['bridge that is a command', { bridge: 'cni0\nlink del lo' }],
    ['isGateway as text', { isGateway: 'yes' }],
    ['ipMasq as text', { ipMasq: 'yes' }],
    ['macspoofchk as a number', { macspoofchk: 1 }],
    ['vlan', { vlan: 5000 }],
    ['vlanTrunk', { vlanTrunk: 7 }],
  ];

  // The address that was reserved last is remembered, so that the next container gets another.
  const isMore = (line: string) => !line.includes('/last_reserved_ip.');

  test('so that a refused ADD is cleaned up, and a bad edit keeps no container', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host);
    await net.add(await host.container('kept'));
    const container = await host.container('c1');
    const before = await snapshot(host, container);
    const wrong: unknown[] = [];
    for (const [what, conf] of edits) {
      const refused = await net.refused('ADD', container, { conf });
      const cleanUp = await net.call('DEL', container, { conf });
      const prevResult = await net.add(container);
      const del = await net.call('DEL', container, { conf, prevResult });
      const left = difference(before, await snapshot(host, container)).filter(isMore);
      if (refused.code !== 7 || cleanUp.exitCode !== 0 || del.exitCode !== 0 || left.length > 0)
        wrong.push({ what, add: refused.code, cleanUp: cleanUp.stdout, del: del.stdout, left });
      await net.del(container);
    }
    expect(wrong).toEqual([]);
  }, 30_000);

  test('so that GC collects in spite of them, but for bridge and vlan, which it uses', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host);
    const container = await host.container('c1');
    await net.add(container);
    for (const conf of [{ bridge: 'b0123456789abcdef' }, { vlan: 5000 }]) {
      const all = { ...conf, 'cni.dev/valid-attachments': [] };
      expect(await net.refused('GC', undefined, { conf: all })).toMatchObject({ code: 7 });
    }
    await net.gc([], { conf: { mtu: 50, hairpinMode: true, promiscMode: true, isGateway: 'yes' } });
    expect((await host.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
  });

  test.each([
    ['"name"', { conf: { name: '../../etc' } }, {}],
    ['"ipam.type"', { conf: { ipam: { type: '../bin/sh' } } }, {}],
    ['CNI_CONTAINERID', {}, { id: 'c1"; flush ruleset' }],
    ['CNI_IFNAME', { ifName: 'eth0\nlink del lo' }, {}],
  ])('but not a hostile %s', async (key, call, whom) => {
    await using host = await throwawayHost();
    const { msg } = await new BridgeNetwork(host).refused('DEL', { id: 'c1', ...whom }, call);
    expect(msg).toContain(key);
  });
});
