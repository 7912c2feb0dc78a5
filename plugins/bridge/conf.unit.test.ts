import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { type BridgeConf, parseBridgeConf } from './conf.ts';

const parse = (
  json: Record<string, unknown>,
  args: [string, string][] = [],
  command: Command = 'ADD',
): BridgeConf =>
  parseBridgeConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'bridge', ...json }),
    args: new Map(args),
  });

describe('parseBridgeConf()', () => {
  test('has the defaults of the reference', () => {
    expect(parse({})).toEqual({
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
    });
  });

  test('takes isDefaultGateway for isGateway too, mtu 0 for none, an empty backend for none', () => {
    expect(parse({ isDefaultGateway: true, mtu: 0, ipMasqBackend: '' })).toMatchObject({ isGateway: true });
    expect(parse({ mtu: 0 })).not.toHaveProperty('mtu');
  });

  test('takes keys in any letter case, the exact one first', () => {
    expect(parse({ ISGATEWAY: true, Mtu: 1400, bridge: 'a', BRIDGE: 'b' })).toMatchObject({
      isGateway: true,
      mtu: 1400,
      bridge: 'a',
    });
    expect(parse({ RuntimeConfig: { mac: '02:11:22:33:44:55' } }).mac).toBe('02:11:22:33:44:55');
  });

  test('takes the MAC from runtimeConfig before args.cni before CNI_ARGS', () => {
    const [a, b, c] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b', '02:00:00:00:00:0c'];
    expect(parse({}, [['MAC', a]]).mac).toBe(a);
    expect(parse({ args: { cni: { mac: b } } }, [['MAC', a]]).mac).toBe(b);
    expect(parse({ args: { cni: { mac: b } }, runtimeConfig: { mac: c } }, [['MAC', a]]).mac).toBe(c);
  });

  test.each([
    [{ bridge: 'averyveryverylongname' }, '"bridge" "averyveryverylongname"'],
    [{ bridge: 'a b' }, '"bridge" "a b"'],
    [{ bridge: 'a/b' }, '"bridge" "a/b"'],
    [{ bridge: 'a\nb' }, '"bridge" "a\\nb"'],
    [{ bridge: 'br%d' }, '"bridge" "br%d"'],
    [{ bridge: 5 }, '"bridge" 5'],
    [{ mtu: '1500' }, '"mtu" "1500"'],
    [{ mtu: 67 }, '"mtu" 67'],
    [{ mtu: 65_536 }, '"mtu" 65536'],
    [{ mtu: -1 }, '"mtu" -1'],
    [{ mtu: 1500.5 }, '"mtu" 1500.5'],
    [{ ipMasq: 'yes' }, '"ipMasq" "yes"'],
    [{ isGateway: 1 }, '"isGateway" 1'],
    [{ ipMasqBackend: 'ebtables' }, '"ipMasqBackend" "ebtables"'],
    [{ runtimeConfig: { mac: 'x' } }, '"runtimeConfig.mac" "x"'],
    [{ runtimeConfig: { mac: 5 } }, '"runtimeConfig.mac" 5'],
    [{ args: { cni: { mac: '01:00:5e:00:00:01' } } }, 'multicast'],
    [{ args: { cni: { mac: '00:00:00:00:00:00' } } }, 'zero'],
    [{ dns: { nameservers: 'x' } }, '"dns.nameservers" "x"'],
  ])('refuses %j and names key and value', (json, text) => {
    expect(() => parse(json)).toThrow(
      expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining(text) }),
    );
  });

  test.each([
    [
      { hairpinMode: true, promiscMode: true },
      '"hairpinMode" true and "promiscMode" true: they exclude each other',
    ],
    [{ disableContainerInterface: true, ipam: { type: 'host-local' } }, '"ipam.type" "host-local"'],
    [{ bridge: 'br0123456789', vlan: 100, isGateway: true }, '"br0123456789.100" is longer than 15 bytes'],
    [{ macspoofchk: 1 }, '"macspoofchk" 1'],
    [{ portIsolation: 'yes' }, '"portIsolation" "yes"'],
    [{ preserveDefaultVlan: 0 }, '"preserveDefaultVlan" 0'],
  ])('refuses %j, which contradicts itself or is of a wrong type', (json, text) => {
    expect(() => parse(json)).toThrow(
      expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining(text) }),
    );
  });

  // With them ADD makes nothing, and what was made before they were written must be removable.
  const badForAdd: Record<string, unknown>[] = [
    { mtu: 5 },
    { isGateway: 'yes' },
    { hairpinMode: true, promiscMode: true },
    { runtimeConfig: { mac: '01:00:5e:00:00:01' } },
    { ipMasq: true, ipMasqBackend: 'foo' },
    { ipMasq: 'yes' },
    { macspoofchk: 1 },
    { vlanTrunk: 'x' },
    { disableContainerInterface: true, ipam: { type: 'host-local' } },
    { bridge: 'br0123456789', vlan: 100, isGateway: true },
  ];

  test.each(badForAdd)('lets DEL and GC pass over %j, which ADD refuses', (json) => {
    expect(() => parse(json)).toThrow(expect.objectContaining({ code: Code.invalidConfig }));
    for (const command of ['DEL', 'GC'] as const) expect(() => parse(json, [], command)).not.toThrow();
  });

  test('lets only GC judge bridge and vlan, which DEL has no use for', () => {
    for (const [json, text] of [
      [{ vlan: 5000 }, '"vlan" 5000'],
      [{ bridge: 'b0123456789abcdef' }, '"bridge" "b0123456789abcdef"'],
    ] as const) {
      expect(() => parse(json, [], 'GC')).toThrow(text);
      expect(parse(json, [], 'DEL')).toMatchObject({ bridge: 'cni0' });
    }
  });

  test('tells DEL and GC what they use', () => {
    const used = { bridge: 'br1', ipMasq: true, ipMasqBackend: 'nftables', macspoofchk: true };
    const json = { ...used, ISGATEWAY: true, mtu: 5 };
    for (const command of ['DEL', 'GC'] as const)
      expect(parse(json, [], command)).toMatchObject({ ...used, isGateway: true });
    expect(parse({ isDefaultGateway: true, vlan: 5 }, [], 'GC')).toMatchObject({ isGateway: true, vlan: 5 });
    expect(() => parse({}, [['COLOUR', 'red']], 'DEL')).not.toThrow();
  });

  test('lets keys stand that change nothing', () => {
    const json = { vlan: 0, vlanTrunk: [], macspoofchk: false, preserveDefaultVlan: true };
    expect(parse(json)).not.toHaveProperty('vlans');
  });

  test('refuses CNI_ARGS that it does not know, unless the caller lets them pass', () => {
    expect(() => parse({}, [['K8S_POD_NAME', 'x']])).toThrow('K8S_POD_NAME=x');
    expect(() =>
      parse({}, [
        ['K8S_POD_NAME', 'x'],
        ['IgnoreUnknown', '1'],
      ]),
    ).not.toThrow();
  });
});
