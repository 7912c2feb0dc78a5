import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { parseTapConf, type TapConf } from './conf.ts';

const parse = (
  json: Record<string, unknown>,
  args: [string, string][] = [],
  command: Command = 'ADD',
): TapConf =>
  parseTapConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'tap', ...json }),
    args: new Map(args),
  });

describe('parseTapConf()', () => {
  test('needs nothing, and takes empty text and 0 for nothing but where 0 is somebody', () => {
    expect(parse({})).toEqual({ multiQueue: false });
    expect(parse({ mtu: 0, mac: '', bridge: '', selinuxContext: '', owner: 0, group: 0 })).toEqual({
      multiQueue: false,
      owner: 0,
      group: 0,
    });
  });

  test('takes every key, in any letter case', () => {
    const mac = '02:00:00:00:00:01';
    const keys = { multiqueue: true, Owner: 1000, group: 4_294_967_294, bridge: 'br1', mac, MTU: 65_521 };
    expect(parse({ ...keys, ipam: { type: 'static' } })).toEqual({
      multiQueue: true,
      owner: 1000,
      group: 4_294_967_294,
      bridge: 'br1',
      mac,
      mtu: 65_521,
      ipamType: 'static',
    });
  });

  test('takes the MAC from runtimeConfig before args.cni before CNI_ARGS before its own', () => {
    const [a, b, c, d] = ['0a', '0b', '0c', '0d'].map((end) => `02:00:00:00:00:${end}`);
    expect(parse({ mac: a }).mac).toBe(a);
    expect(parse({ mac: a }, [['MAC', b ?? '']]).mac).toBe(b);
    expect(parse({ mac: a, args: { cni: { mac: c } } }, [['MAC', b ?? '']]).mac).toBe(c);
    expect(parse({ args: { cni: { mac: c } }, runtimeConfig: { mac: d } }).mac).toBe(d);
  });

  test.each([
    [{ multiQueue: 'yes' }, '"multiQueue" "yes"'],
    [{ owner: 'root' }, '"owner" "root"'],
    [{ owner: -1 }, '"owner" -1'],
    [{ owner: 4_294_967_295 }, '"owner" 4294967295'],
    [{ group: 1.5 }, '"group" 1.5'],
    [{ bridge: 'a b' }, '"bridge" "a b"'],
    [{ bridge: 5 }, '"bridge" 5'],
    [{ mtu: 67 }, '"mtu" 67'],
    [{ mtu: 65_522 }, '"mtu" 65522'],
    [{ mac: '00:00:00:00:00:00' }, 'zero'],
    [{ selinuxContext: 5 }, '"selinuxContext" 5'],
  ])('refuses %j and names key and value', (json, text) => {
    expect(() => parse(json)).toThrow(
      expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining(text) }),
    );
  });

  test('refuses selinuxContext, which it does not do, as an unsupported field', () => {
    expect(() => parse({ selinuxContext: 'a:b:c:s0' })).toThrow(
      expect.objectContaining({
        code: Code.unsupportedField,
        message: 'Cannot use "selinuxContext" "a:b:c:s0": not supported by this version',
      }),
    );
  });

  test('refuses CNI_ARGS that it does not know', () => {
    expect(() => parse({}, [['OTHER', '1']])).toThrow('OTHER=1');
  });

  test('lets DEL and GC do their work whatever the keys are', () => {
    for (const command of ['DEL', 'GC'] as const)
      expect(
        parse({ owner: 'x', mtu: -1, mac: 'x', selinuxContext: 'y', ipam: { type: 'static' } }, [], command),
      ).toEqual({ multiQueue: false, ipamType: 'static' });
  });
});
