import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { type DummyConf, parseDummyConf } from './conf.ts';

const ipam = { type: 'host-local' };
const parse = (
  json: Record<string, unknown>,
  args: [string, string][] = [],
  command: Command = 'ADD',
): DummyConf =>
  parseDummyConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'dummy', ...json }),
    args: new Map(args),
  });

describe('parseDummyConf()', () => {
  test('needs nothing but IPAM', () => {
    expect(parse({ ipam })).toEqual({ ipamType: 'host-local' });
    for (const command of ['ADD', 'CHECK', 'STATUS'] as const)
      for (const none of [undefined, null, {}])
        expect(() => parse({ ipam: none }, [], command)).toThrow(
          expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining('"ipam"') }),
        );
  });

  test('takes mac, mtu and dns, runtimeConfig.mac before mac, and never CNI_ARGS', () => {
    const [own, runtime] = ['02:00:00:00:00:01', '02:00:00:00:00:02'];
    const dns = { nameservers: ['192.0.2.1'] };
    expect(parse({ ipam, MAC: own, mtu: 9000, dns }, [['MAC', 'x']])).toEqual({
      ipamType: 'host-local',
      mac: own,
      mtu: 9000,
      dns,
    });
    expect(parse({ ipam, mac: own, runtimeConfig: { mac: runtime } }, [['OTHER', 'x']]).mac).toBe(runtime);
    expect(parse({ ipam, mtu: 0, mac: '' })).toEqual({ ipamType: 'host-local' });
  });

  test.each([
    [{ mtu: 67 }, '"mtu" 67'],
    [{ mtu: 65_536 }, '"mtu" 65536'],
    [{ mtu: '1500' }, '"mtu" "1500"'],
    [{ mac: 'x' }, '"mac" "x"'],
    [{ mac: '01:00:5e:00:00:01' }, 'multicast'],
  ])('refuses %j and names key and value', (json, text) => {
    expect(() => parse({ ipam, ...json })).toThrow(
      expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining(text) }),
    );
  });

  test('lets DEL and GC do their work whatever the keys are, and without IPAM', () => {
    for (const command of ['DEL', 'GC'] as const) {
      expect(parse({ ipam, mtu: -1, mac: 'x', runtimeConfig: { mac: 5 } }, [], command)).toEqual({
        ipamType: 'host-local',
      });
      expect(parse({}, [], command)).toEqual({});
    }
  });
});
