import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { parseVlanConf, type VlanConf } from './conf.ts';

const parse = (json: Record<string, unknown>, command: Command = 'ADD'): VlanConf =>
  parseVlanConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'vlan', ...json }),
    args: new Map([['K8S_POD_NAME', 'x']]),
  });

describe('parseVlanConf()', () => {
  test('has the defaults of the reference', () => {
    expect(parse({ master: 'm0' })).toEqual({ master: 'm0', vlanId: 0, linkInContainer: false });
  });

  test('takes all keys, in any letter case', () => {
    const given = { MASTER: 'm0', vlanID: 4094, mtu: 1400, LinkInContainer: true, ipam: { type: 'static' } };
    expect(parse(given)).toEqual({
      master: 'm0',
      vlanId: 4094,
      mtu: 1400,
      linkInContainer: true,
      ipamType: 'static',
    });
  });

  test.each<[Record<string, unknown>, string]>([
    [{ master: undefined }, 'Cannot use "master": it has to name the interface that carries the VLAN'],
    [{ master: '' }, 'Cannot use "master" "": it has to name'],
    [{ master: 7 }, '"master" 7'],
    [{ master: 'a/b' }, '"master" "a/b"'],
    [{ vlanId: 4095 }, 'Cannot use "vlanId" 4095: not a whole number from 0 to 4094'],
    [{ vlanId: -1 }, '"vlanId" -1'],
    [{ vlanId: 1.5 }, '"vlanId" 1.5'],
    [{ vlanId: '100' }, '"vlanId" "100"'],
    [{ vlanId: [5] }, '"vlanId"'],
    [{ mtu: '1500' }, '"mtu" "1500"'],
    [{ mtu: -100 }, '"mtu" -100'],
    [{ linkInContainer: 'yes' }, '"linkInContainer" "yes"'],
  ])('refuses %j', (json, words) => {
    const refuse = () => parse({ master: 'm0', ...json });
    expect(refuse).toThrow(expect.objectContaining({ code: Code.invalidConfig }));
    expect(refuse).toThrow(words);
    for (const command of ['STATUS', 'CHECK'] as const)
      expect(() => parse({ master: 'm0', ...json }, command)).toThrow(words);
    for (const command of ['DEL', 'GC'] as const)
      expect(parse({ master: 'm0', ...json, ipam: { type: 'x' } }, command)).toMatchObject({ ipamType: 'x' });
  });
});
