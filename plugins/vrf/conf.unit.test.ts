import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { parseVrfConf, type VrfConf } from './conf.ts';

const parse = (json: Record<string, unknown>, command: Command = 'ADD'): VrfConf =>
  parseVrfConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'vrf', ...json }),
    get args(): ReadonlyMap<string, string> {
      throw new Error('arguments are not asked for');
    },
  });

describe('parseVrfConf()', () => {
  test('takes both keys, in any letter case, and 0 for no table', () => {
    expect(parse({ vrfName: 'red', Table: 1001 })).toEqual({ vrfname: 'red', table: 1001 });
    expect(parse({ vrfname: 'red', table: 0 })).toEqual({ vrfname: 'red' });
    expect(parse({ vrfname: 'red' })).toEqual({ vrfname: 'red' });
  });

  test.each<[Record<string, unknown>, string]>([
    [{ vrfname: undefined }, 'Cannot use "vrfname": it has to name the VRF'],
    [{ vrfname: '' }, '"vrfname" ""'],
    [{ vrfname: 7 }, '"vrfname" 7'],
    [{ vrfname: 'a name' }, '"vrfname" "a name"'],
    [{ vrfname: 'sixteen-letters-' }, '"vrfname" "sixteen-letters-"'],
    [{ table: 'main' }, '"table" "main"'],
    [{ table: -1 }, '"table" -1'],
    [{ table: 2 ** 32 }, '"table" 4294967296'],
    [{ table: 254 }, 'Cannot use "table" 254: default, main and local are for everybody'],
    [{ table: 253 }, '"table" 253'],
    [{ table: 255 }, '"table" 255'],
  ])('refuses %j', (json, words) => {
    for (const command of ['ADD', 'CHECK', 'STATUS'] as const) {
      const refuse = () => parse({ vrfname: 'red', ...json }, command);
      expect(refuse).toThrow(expect.objectContaining({ code: Code.invalidConfig }));
      expect(refuse).toThrow(words);
    }
    for (const command of ['DEL', 'GC'] as const)
      expect(parse({ vrfname: 'red', ...json }, command)).toEqual(
        'vrfname' in json ? {} : { vrfname: 'red' },
      );
  });
});
