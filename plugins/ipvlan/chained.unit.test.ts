import { Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { chainedMaster, takeOver } from './chained.ts';
import { ipvlanRequest } from './testRequest.ts';

const own = { master: undefined };
const sandbox = '/run/netns/blue';
const of = (...names: string[]): Result => ({
  cniVersion: '1.1.0',
  interfaces: names.map((name) => ({ name })),
});

describe('chainedMaster()', () => {
  test('is the one that is configured, whatever prevResult names', () => {
    expect(chainedMaster(ipvlanRequest({}, of('a', 'b'))).master).toBe('m0');
  });

  test('is the one interface of prevResult, and without prevResult for the default route to say', () => {
    expect(chainedMaster(ipvlanRequest(own, of('a'))).master).toBe('a');
    expect(chainedMaster(ipvlanRequest(own))).not.toHaveProperty('master');
  });

  test.each([
    [of(), 'Cannot find a "master": none is configured and "prevResult" names 0 interfaces, not one'],
    [of('a', 'b'), '"prevResult" names 2 interfaces, not one'],
    [{ cniVersion: '1.1.0' }, '"prevResult" names 0 interfaces'],
    [of(''), 'Cannot use "prevResult.interfaces[0].name" "" as "master": is empty'],
    [of('a\nlink delete b'), '"prevResult.interfaces[0].name" "a\\nlink delete b"'],
  ])('refuses %j', (prevResult, words) => {
    const find = () => chainedMaster(ipvlanRequest(own, prevResult));
    expect(find).toThrow(expect.objectContaining({ code: Code.invalidConfig }));
    expect(find).toThrow(words);
  });
});

// Reference: 13 ConfigureIface
describe('takeOver()', () => {
  const routes = [{ dst: '0.0.0.0/0' }];
  const dns = { domain: 'lan' };
  const [first, second] = [{ address: '10.1.2.2/24', interface: 0 }, { address: 'fd00:1::2/64' }];

  test('takes nothing where IPAM gives the addresses', () => {
    expect(takeOver(ipvlanRequest({ ipamType: 'static' }, { ...of('a'), ips: [first] }))).toBeUndefined();
  });

  test.each([[undefined], [sandbox]])(
    'takes the addresses of the master (sandbox %s) and of nobody, and all routes; the rest stays',
    (where) => {
      const interfaces = [{ name: 'a', ...(where === undefined ? {} : { sandbox: where }) }];
      const prevResult = { ...of(), interfaces, ips: [first, second], routes, dns };
      expect(takeOver(ipvlanRequest(own, prevResult))).toEqual({
        taken: { cniVersion: '1.1.0', ips: [first, second], routes },
        left: { cniVersion: '1.1.0', interfaces, ips: [], routes: [], dns },
      });
    },
  );

  test('leaves another interface of the container its addresses', () => {
    const interfaces = [{ name: 'm0' }, { name: 'net1', sandbox }];
    const theirs = { address: '10.9.9.9/24', interface: 1 };
    const parts = takeOver(ipvlanRequest({}, { ...of(), interfaces, ips: [theirs, first, second] }));
    expect([parts?.taken.ips, parts?.left.ips]).toEqual([[first, second], [theirs]]);
  });

  test.each([undefined, of('a'), { ...of(), interfaces: [{ name: 'a', sandbox }], ips: [first] }])(
    'refuses %j: no address is left for the interface',
    (prevResult) => {
      const take = () => takeOver(ipvlanRequest({}, prevResult));
      expect(take).toThrow(expect.objectContaining({ code: Code.invalidConfig }));
      expect(take).toThrow('Cannot use "ipam": "type" is missing and "prevResult" has no address');
    },
  );
});
