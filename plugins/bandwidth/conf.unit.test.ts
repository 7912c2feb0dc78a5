import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { parseBandwidthConf } from './conf.ts';
import { parsed } from './testPlan.ts';

const limit = { rate: 1000, burst: 2000 };
const asked = { ingressRate: 1000, ingressBurst: 2000 };

describe('parseBandwidthConf()', () => {
  test('limits nothing where nothing is given', () => {
    expect(parsed({})).toEqual({});
    expect(parsed({ ingressRate: 0, ingressBurst: null, shapedSubnets: [] })).toEqual({});
  });

  test("takes the runtime's where the top says nothing, and never both", () => {
    const runtimeConfig = { bandwidth: asked };
    expect(parsed({ runtimeConfig })).toEqual({ ingress: limit });
    expect(parsed({ runtimeConfig, egressRate: 0 })).toEqual({});
    expect(parsed({ runtimeConfig, egressRate: 1000, egressBurst: 2000 })).toEqual({ egress: limit });
  });

  test("takes networks from the top with the runtime's rates", () => {
    const runtimeConfig = { bandwidth: { ...asked, unshapedSubnets: ['::/0'] } };
    const shapedSubnets = ['10.1.2.3/8', '10.0.0.0/8', 'FD00::1/8'];
    const subnets = { which: 'shaped', list: ['10.0.0.0/8', 'fd00::/8'] };
    expect(parsed({ runtimeConfig, shapedSubnets })).toEqual({ ingress: limit, subnets });
    expect(parsed({ runtimeConfig }).subnets).toEqual({ which: 'unshaped', list: ['::/0'] });
  });

  test.each([
    ['BW-13: just under 4 GiB', { ingressRate: 8, ingressBurst: 2 ** 35 - 16 }, true],
    ['BW-13: 4 GiB', { ingressRate: 8, ingressBurst: 2 ** 35 }, false],
    ['BW-13: a burst alone', { ingressRate: 0, ingressBurst: 1 }, false],
    ['BW-13: a rate alone', { ingressRate: 1, ingressBurst: 0 }, false],
    ['BW-13: neither', { ingressRate: 0, ingressBurst: 0 }, true],
    [
      'the largest of 32 bits, which runtimes send for "any"',
      { ingressRate: 8, ingressBurst: 2 ** 32 - 1 },
      true,
    ],
  ])('judges a burst (%s)', (_what, own, isGood) => {
    if (isGood) expect(() => parsed(own)).not.toThrow();
    else expect(() => parsed(own)).toThrow(expect.objectContaining({ code: 7 }));
  });

  test('cuts a burst that is longer than the network lets one be, whoever asks for it', () => {
    const runtimeConfig = { bandwidth: { ingressRate: 1000, ingressBurst: 2 ** 63 } };
    expect(parsed({ runtimeConfig, maxBurst: 5000 }).ingress).toEqual({ rate: 1000, burst: 5000 });
    expect(parsed({ ...asked, maxBurst: 5000 }).ingress).toEqual(limit);
    expect(() => parsed({ ...asked, maxBurst: '5k' })).toThrow('"maxBurst" "5k": not a whole number');
  });

  test('judges nothing for DEL and GC', () => {
    const network = parseNetworkConf({ cniVersion: '1.1.0', name: 'n', ingressRate: 'x' });
    for (const command of ['DEL', 'GC'] as const)
      expect(parseBandwidthConf({ command, network, args: new Map() })).toEqual({});
  });
});
