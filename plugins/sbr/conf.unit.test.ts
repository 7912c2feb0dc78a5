import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { parseSbrConf, type SbrConf } from './conf.ts';

const parse = (json: Record<string, unknown>, command: Command = 'ADD'): SbrConf =>
  parseSbrConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'sbr', ...json }),
    get args(): ReadonlyMap<string, string> {
      throw new Error('arguments are not asked for');
    },
  });

describe('parseSbrConf()', () => {
  test('has the defaults of the reference', () => {
    expect(parse({})).toEqual({ gateways: {}, addSourceHints: false });
  });

  test('takes all keys, in any letter case, and addresses in any spelling', () => {
    const given = { Table: 5000, GATEWAYS: ['FD00::00FE', '192.0.2.1'], addsourcehints: true };
    expect(parse(given)).toEqual({
      table: 5000,
      gateways: { 4: '192.0.2.1', 6: 'fd00::fe' },
      addSourceHints: true,
    });
  });

  test.each<[Record<string, unknown>, string]>([
    [{ table: 0 }, 'Cannot use "table" 0: not a whole number from 1 to 4294967295'],
    [{ table: -1 }, '"table" -1'],
    [{ table: 'main' }, '"table" "main"'],
    [{ gateways: '192.0.2.1' }, 'Cannot use "gateways" "192.0.2.1": not a list'],
    [{ gateways: ['192.0.2.1/24'] }, 'Cannot use "gateways[0]" "192.0.2.1/24": not an IP address'],
    [{ gateways: [''] }, '"gateways[0]" ""'],
    [{ gateways: ['192.0.2.1', '::ffff:192.0.2.2'] }, 'multiple IPv4 addresses'],
    [{ gateways: ['fd00::1', 'fd00::1'] }, 'multiple IPv6 addresses'],
    [{ gateways: ['192.0.2.1', 'fd00::1', '192.0.2.2'] }, 'multiple IPv4 addresses'],
    [{ addSourceHints: 'yes' }, '"addSourceHints" "yes"'],
  ])('refuses %j', (json, words) => {
    for (const command of ['ADD', 'CHECK', 'STATUS'] as const) {
      expect(() => parse(json, command)).toThrow(expect.objectContaining({ code: Code.invalidConfig }));
      expect(() => parse(json, command)).toThrow(words);
    }
    expect(parse(json, 'DEL')).toEqual({ gateways: {}, addSourceHints: false });
  });
});
