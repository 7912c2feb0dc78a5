import { renderPlan } from '../../lib/plan/render.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { type BridgeConf, parseBridgeConf } from './conf.ts';
import { bridgeAlias } from './facts.ts';
import { completeResult } from './gateways.ts';
import { planAddresses, planLink } from './plan.ts';
import { bridgeFacts, linkFactsOf } from './testFacts.ts';

const veth = 'vethb438bc8668c';
const port = 'vethe2053ad03b0';
const macs = { link: '02:00:00:00:00:04', port: '02:00:00:00:00:05' };
const nothing = { link: undefined, port: undefined, macs };

function request(json: Record<string, unknown>): AttachmentRequest<BridgeConf> {
  const network = parseNetworkConf({ cniVersion: '1.1.0', name: 'mynet', type: 'bridge', ...json });
  return {
    command: 'ADD',
    version: '1.1.0',
    network: 'mynet',
    conf: parseBridgeConf({ command: 'ADD', network, args: new Map() }),
    validAttachments: [],
    invocation: { env: {}, stdin: '' },
    containerId: '2e34dcf34',
    ifName: 'eth0',
    netns: { path: '/proc/1/fd/5', fd: 5, id: 'net:[5]', given: '/run/netns/blue' },
    sandbox: '/run/netns/blue',
  };
}

/** The commands alone, without the reasons; without those that every veth pair needs. */
const commands = (plan: ReturnType<typeof planLink>) =>
  renderPlan(plan)
    .replaceAll(/ {2}# .*/g, '')
    .split('\n')
    .filter((line) => !/accept_ra|link add name vethb4|alias weft:bridge:/.test(line));
const there = (own: object = {}) =>
  linkFactsOf({
    name: 'cni0',
    kind: 'bridge',
    alias: bridgeAlias,
    mtu: 1400,
    data: { vlan_filtering: 1 },
    ...own,
  });
const link = (json: Record<string, unknown>, facts = bridgeFacts({ bridge: there() })) =>
  commands(planLink(request(json), facts)).filter((line) => !['', '--'].includes(line));
const up = `host: ip link set dev ${veth} up`;

describe('planLink() of a network with VLANs', () => {
  test('makes a bridge that tells VLANs apart', () => {
    expect(link({ vlan: 100 }, bridgeFacts())[0]).toBe(
      'host: ip link add name cni0 address 02:00:00:00:00:01 type bridge vlan_filtering 1',
    );
    expect(link({}, bridgeFacts())[0]).not.toContain('vlan_filtering');
  });

  test('puts the port into its VLANs, out of the default one, before it comes up', () => {
    expect(link({ vlan: 100, vlanTrunk: [{ id: 101 }, { minID: 200, maxID: 210 }] })).toEqual([
      `host: bridge vlan del dev ${veth} vid 1`,
      `host: bridge vlan add dev ${veth} vid 101`,
      `host: bridge vlan add dev ${veth} vid 200-210`,
      `host: bridge vlan add dev ${veth} vid 100 pvid untagged`,
      up,
    ]);
  });

  test('leaves the port in the default VLAN where it is wanted, or where there is none', () => {
    const native = `host: bridge vlan add dev ${veth} vid 100 pvid untagged`;
    expect(link({ vlan: 100, preserveDefaultVlan: true })).toEqual([native, up]);
    const none = bridgeFacts({ bridge: there({ data: { vlan_filtering: 1, vlan_default_pvid: 0 } }) });
    expect(link({ vlan: 100 }, none)).toEqual([native, up]);
    expect(link({ vlan: 1 })).toEqual([native.replace('100', '1'), up]);
    const other = bridgeFacts({ bridge: there({ data: { vlan_filtering: 1, vlan_default_pvid: 7 } }) });
    expect(link({ vlan: 100 }, other)[0]).toBe(`host: bridge vlan del dev ${veth} vid 7`);
  });

  test('has a bridge of its own filter VLANs, and leaves one of others to them', () => {
    const plain = there({ data: { vlan_filtering: 0 } });
    expect(link({ vlan: 100 }, bridgeFacts({ bridge: plain }))[0]).toBe(
      'host: ip link set dev cni0 type bridge vlan_filtering 1',
    );
    const theirs = bridgeFacts({ bridge: { ...plain, alias: '' } });
    for (const [json, key] of [
      [{ vlan: 100 }, '"vlan" 100'],
      [{ vlanTrunk: [{ id: 5 }] }, '"vlanTrunk"'],
    ] as const)
      expect(() => link(json, theirs)).toThrow(
        expect.objectContaining({
          code: Code.invalidConfig,
          message: expect.stringContaining(`Cannot use ${key} on "bridge" "cni0"`),
        }),
      );
    expect(link({}, theirs)).toEqual([up]);
  });

  const gateway = { vlan: 100, isGateway: true, ipam: { type: 'host-local' } };

  test('makes the gateway of a VLAN as a veth pair, with the MTU of the bridge, and labels it last', () => {
    expect(link(gateway, bridgeFacts({ bridge: there(), vlanGateway: nothing }))).toEqual([
      `host: ip link add name ${port} address ${macs.port} mtu 1400 master cni0 type veth peer name cni0.100 address ${macs.link} mtu 1400`,
      `host: bridge vlan del dev ${veth} vid 1`,
      `host: bridge vlan add dev ${veth} vid 100 pvid untagged`,
      `host: bridge vlan del dev ${port} vid 1`,
      `host: bridge vlan add dev ${port} vid 100 pvid untagged`,
      up,
      'host: sysctl -w net/ipv6/conf/cni0.100/accept_dad=0',
      `host: ip link set dev ${port} up`,
      'host: ip link set dev cni0.100 up',
      `host: ip link set dev ${port} alias weft:bridge`,
      'host: ip link set dev cni0.100 alias weft:bridge',
    ]);
  });

  const ends = {
    link: linkFactsOf({ name: 'cni0.100', kind: 'veth', index: 8, alias: bridgeAlias }),
    port: linkFactsOf({ name: port, kind: 'veth', peerIndex: 8, alias: bridgeAlias, master: 'cni0' }),
    macs,
  };
  const about = (vlanGateway: object) =>
    link(gateway, bridgeFacts({ bridge: there(), vlanGateway: { ...ends, ...vlanGateway } })).filter(
      (line) => !line.includes(veth),
    );

  test('leaves a gateway that is ready alone, and completes one that is not', () => {
    expect(about({})).toEqual([]);
    const unlabelled = { link: { ...ends.link, alias: '' } };
    expect(about(unlabelled)[0]).toBe(`host: ip link set dev ${port} master cni0`);
    expect(about(unlabelled).at(-1)).toBe('host: ip link set dev cni0.100 alias weft:bridge');
    const { master: _, ...loose } = ends.port;
    expect(about({ port: loose })).toContain(`host: bridge vlan add dev ${port} vid 100 pvid untagged`);
  });

  test('uses the veth or VLAN device of others, and refuses everything else of that name', () => {
    const foreign = (own: object) => ({ link: linkFactsOf({ name: 'cni0.100', ...own }), port: undefined });
    expect(about(foreign({ kind: 'veth' }))).toEqual([]);
    expect(about(foreign({ kind: 'vlan', parent: 'cni0', data: { id: 100 } }))).toEqual([]);
    for (const own of [{ kind: 'dummy' }, { kind: 'vlan', parent: 'cni0', data: { id: 7 } }])
      expect(() => about(foreign(own))).toThrow('Cannot use "cni0.100" as gateway of "vlan" 100');
  });

  test('puts the gateway addresses there, and not on the bridge', () => {
    const result = completeResult(request(gateway).conf, {
      cniVersion: '1.1.0',
      ips: [{ address: '10.1.2.3/24' }],
    });
    const lines = (vlanGateway: object) =>
      commands(
        planAddresses(
          request(gateway),
          bridgeFacts({ bridge: there(), vlanGateway: { ...ends, ...vlanGateway } }),
          result,
        ),
      );
    expect(lines({})[0]).toBe('host: ip address add 10.1.2.1/24 broadcast + dev cni0.100');
    expect(lines({}).filter((line) => /dev cni0( |$)/.test(line))).toEqual([]);
    const inTheWay = {
      link: { ...ends.link, addresses: linkFactsOf({ name: '', addresses: ['10.9.0.1/16'] }).addresses },
    };
    expect(() => lines(inTheWay)).toThrow('interface "cni0.100" as gateway 10.1.2.1/24');
  });
});

describe('planLink()', () => {
  test('checks the sender before there is one, and isolates the port', () => {
    expect(
      link({ macspoofchk: true, portIsolation: true, runtimeConfig: { mac: '02:00:00:00:00:03' } }),
    ).toEqual([
      "host: nft -f - <<'.'",
      `create element bridge weft guarded { "${veth}" comment "02:00:00:00:00:03" : goto sender }`,
      `create element bridge weft senders { "${veth}" . 02:00:00:00:00:03 comment "weft:bridge:mynet:2e34dcf34:eth0" }`,
      '.',
      `host: ip link set dev ${veth} type bridge_slave isolated on`,
      up,
      ...[veth, 'cni0'].map((name) => `host: sysctl -w net/ipv4/conf/${name}/tag=2003134068`),
    ]);
  });
});

test('planAddresses() leaves the container alone where its interface stays down', () => {
  const wanted = request({ disableContainerInterface: true });
  expect(planAddresses(wanted, bridgeFacts({ bridge: there() }), { cniVersion: '1.1.0' })).toEqual([[]]);
});
