import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { type IpvlanConf, parseIpvlanConf } from './conf.ts';

const parse = (json: Record<string, unknown>, command: Command = 'ADD'): IpvlanConf =>
  parseIpvlanConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'ipvlan', ...json }),
    args: new Map([['MAC', 'nonsense']]),
  });

describe('parseIpvlanConf()', () => {
  test('has the defaults of the reference, also for texts that are empty', () => {
    const defaults = { mode: 'l2', flags: 'bridge', linkInContainer: false };
    expect(parse({})).toEqual(defaults);
    expect(parse({ master: '', mode: '', flags: '', mtu: 0 })).toEqual(defaults);
  });

  test('takes every mode with every flag, keys in any letter case', () => {
    for (const mode of ['l2', 'l3', 'l3s'])
      for (const flags of ['bridge', 'private', 'vepa'])
        expect(parse({ Mode: mode, FLAGS: flags, MASTER: 'm0', mtu: 1400 })).toEqual({
          mode,
          flags,
          master: 'm0',
          mtu: 1400,
          linkInContainer: false,
        });
  });

  test.each<[Record<string, unknown>, string]>([
    [{ mode: 'l4' }, 'Cannot use "mode" "l4": not one of l2, l3, l3s'],
    [{ mode: 'L2' }, '"mode" "L2"'],
    [{ mode: 1 }, '"mode" 1'],
    [{ flags: 'isolated' }, 'Cannot use "flags" "isolated": not one of bridge, private, vepa'],
    [{ flags: ['private'] }, '"flags"'],
    [{ master: 'm 0' }, '"master" "m 0"'],
    [{ mtu: '1500' }, '"mtu" "1500"'],
    [{ mtu: -1 }, '"mtu" -1'],
    [{ linkInContainer: 1 }, '"linkInContainer" 1'],
  ])('refuses %j, but not for DEL and GC', (json, words) => {
    expect(() => parse(json)).toThrow(expect.objectContaining({ code: Code.invalidConfig }));
    expect(() => parse(json)).toThrow(words);
    for (const command of ['DEL', 'GC'] as const)
      expect(parse({ ...json, ipam: { type: 'x' } }, command)).toMatchObject({ ipamType: 'x' });
  });
});
