import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { parseBridgeConf } from './conf.ts';

const vlansOf = (json: Record<string, unknown>, cniVersion = '1.1.0') =>
  parseBridgeConf({
    command: 'ADD',
    network: parseNetworkConf({ cniVersion, name: 'n', type: 'bridge', ...json }),
    args: new Map(),
  }).vlans;

describe('the VLANs of a port', () => {
  test.each([
    [[], undefined],
    [[{ minID: 100, maxID: 105 }], [[100, 105]]],
    [[{ id: 10 }], [[10, 10]]],
    [
      [{ id: 101 }, { minID: 200, maxID: 210 }],
      [
        [101, 101],
        [200, 210],
      ],
    ],
    [
      [{ minID: 200, maxID: 210 }, { id: 101 }],
      [
        [101, 101],
        [200, 210],
      ],
    ],
    [
      [{ id: 7, minID: 3, maxID: 5 }],
      [
        [3, 5],
        [7, 7],
      ],
    ],
    [[{ id: 6, minID: 3, maxID: 5 }, { id: 6 }, { minID: 4, maxID: 9 }], [[3, 9]]],
    [[{ MINID: 4094, maxid: 4094 }], [[4094, 4094]]],
    [[{ minID: 1, maxID: 4094 }], [[2, 4094]]],
    [[{ id: 1 }], []],
  ])('of the trunk %j are %j, and VLAN 1 for what has no tag', (vlanTrunk, tagged) => {
    expect(vlansOf({ vlanTrunk })).toEqual(tagged && { native: 1, tagged });
  });

  test('are the one of "vlan", beside those of the trunk', () => {
    expect(vlansOf({ vlan: 0 })).toBe(undefined);
    expect(vlansOf({ vlan: 4094 })).toEqual({ native: 4094, tagged: [] });
    expect(vlansOf({ vlan: 100, vlanTrunk: [{ id: 1 }] })).toEqual({ native: 100, tagged: [[1, 1]] });
  });

  test.each<[trunk: unknown, key: string, state: string]>([
    [[{ minID: 100 }], '"vlanTrunk[0].minID" 100', '"maxID" is missing'],
    [[{ maxID: 100 }], '"vlanTrunk[0].maxID" 100', '"minID" is missing'],
    [[{ id: 5, maxID: 100 }], '"vlanTrunk[0].maxID" 100', '"minID" is missing'],
    [[{ minID: -1, maxID: 5 }], '"vlanTrunk[0].minID" -1', 'not a whole number from 1 to 4094'],
    [[{ minID: 4095, maxID: 4096 }], '"vlanTrunk[0].minID" 4095', 'not a whole number from 1 to 4094'],
    [[{ minID: 1, maxID: 4095 }], '"vlanTrunk[0].maxID" 4095', 'not a whole number from 1 to 4094'],
    [[{ id: 1 }, { id: 4095 }], '"vlanTrunk[1].id" 4095', 'not a whole number from 1 to 4094'],
    [[{ id: -1 }], '"vlanTrunk[0].id" -1', 'not a whole number from 1 to 4094'],
    [[{ id: 0 }], '"vlanTrunk[0].id" 0', 'not a whole number from 1 to 4094'],
    [[{ id: '5' }], '"vlanTrunk[0].id" "5"', 'not a whole number from 1 to 4094'],
    [[{ minID: 6, maxID: 5 }], '"vlanTrunk[0].minID" 6', 'greater than "maxID" 5'],
    [[{}], '"vlanTrunk[0]" {}', 'neither "id" nor "minID" and "maxID"'],
    [[5], '"vlanTrunk[0]" 5', 'not an object'],
    [{ id: 5 }, '"vlanTrunk"', 'not a list'],
  ])('cannot be %j', (vlanTrunk, key, state) => {
    expect(() => vlansOf({ vlanTrunk })).toThrow(
      expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining(key) }),
    );
    expect(() => vlansOf({ vlanTrunk })).toThrow(state);
  });

  test.each(['0.4.0', '1.0.0'])('cannot be -100 or 5000 in version %s', (version) => {
    for (const vlan of [-100, 5000, 1.5, '100', true])
      expect(() => vlansOf({ vlan }, version)).toThrow(
        `"vlan" ${JSON.stringify(vlan)}: not a whole number from 0 to 4094`,
      );
  });

  test('cannot be the same with a tag and without', () => {
    expect(() => vlansOf({ vlan: 100, vlanTrunk: [{ minID: 90, maxID: 110 }] })).toThrow(
      'Cannot use "vlan" 100 and "vlanTrunk" [{"minID":90,"maxID":110}]: 100 is in both',
    );
  });
});
