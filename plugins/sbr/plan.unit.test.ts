import { wholeRoutes } from '../../lib/kernel/observeRoutes.ts';
import { allRuleFacts } from '../../lib/kernel/observeRules.ts';
import type { Routing } from '../../lib/kernel/routing.ts';
import { renderPlan } from '../../lib/plan/render.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { IpConfig, Result } from '../../lib/spec/result.ts';
import { type Source, sources } from './addresses.ts';
import type { SbrConf } from './conf.ts';
import { planRoutes } from './plan.ts';
import { planRemoval } from './removal.ts';
import { placeSources } from './tables.ts';

const conf: SbrConf = { gateways: {}, addSourceHints: false };
const mark = 0xabc;

const route = (dst: string, table: number, more: object = {}) => ({
  ...{ type: '1', dst, dev: 'net1', table: String(table), protocol: '3', scope: '0', flags: [], metric: 0 },
  ...more,
});
const rule = (src: string, table: number, more: object = {}) => ({
  ...{ priority: 20000, src, table: String(table), protocol: '119', fwmark: '0xabc', fwmask: '0' },
  ...more,
});
const routing = (rules: object[], routes: object[]): Routing => ({
  rules: allRuleFacts(4, rules),
  routes: wholeRoutes(4, routes),
});

function request(ips: IpConfig[], given: Partial<SbrConf> = {}): AttachmentRequest<SbrConf> {
  const interfaces = [
    { name: 'net1', mac: '' },
    { name: 'net1', sandbox: '/n' },
    { name: 'eth0', sandbox: '/n' },
  ];
  const prevResult: Result = { cniVersion: '1.1.0', interfaces, ips };
  return { ifName: 'net1', conf: { ...conf, ...given }, prevResult } as AttachmentRequest<SbrConf>;
}

const one = sources(request([{ address: '10.1.0.2/24', gateway: '10.1.0.1' }]));
const place = (from: Source[], seen: Routing) => placeSources(from, { conf, mark, ifName: 'net1' }, seen);
const tables = (from: Source[], seen: Routing) => place(from, seen).map(({ rule }) => rule.table);

describe('sources()', () => {
  test('are the addresses of the interface in the sandbox, and those of none or of one that is not told', () => {
    const ips = [0, 1, 2, 9, -1].map((index) => ({ address: `10.1.${index + 1}.2/24`, interface: index }));
    expect(
      sources(request([...ips, { address: '10.2.0.2/32' }])).map(({ ip, subnet }) => [ip, subnet]),
    ).toEqual([
      ['10.1.2.2', '10.1.2.0/24'],
      ['10.1.10.2', '10.1.10.0/24'],
      ['10.1.0.2', '10.1.0.0/24'],
      ['10.2.0.2', undefined],
    ]);
    expect(() => sources(request(ips.slice(0, 1)))).toThrow('"prevResult" has no address of "net1"');
  });
});

describe('placeSources()', () => {
  test('takes the lowest table from 100 that nothing uses, never one of the kernel', () => {
    expect(tables(one, routing([], []))).toEqual([100]);
    const used = Array.from({ length: 153 }, (_, n) => rule('10.9.9.9', 100 + n, { fwmark: '0x1' }));
    expect(tables([...one, ...one], routing(used, [route('10.0.0.0/8', 256)]))).toEqual([257, 258]);
  });

  test('keeps the table that an address has, and takes back one whose rule is gone', () => {
    expect(tables(one, routing([rule('10.1.0.2', 107)], []))).toEqual([107]);
    expect(tables(one, routing([rule('10.1.0.2', 107, { fwmark: '0x1' })], []))).toEqual([100]);
    const kernels = route('10.1.0.0/24', 105, { protocol: '2', scope: '253' });
    expect(tables(one, routing([], [kernels]))).toEqual([105]);
    const ofVrf = { ...route('10.1.0.2', 105), type: '2' };
    expect(tables(one, routing([], [kernels, ofVrf]))).toEqual([100]);
    expect(tables(one, routing([], [kernels, route('10.0.0.0/8', 105, { dev: 'eth0' })]))).toEqual([100]);
    expect(tables(one, routing([rule('10.5.5.5', 105, { fwmark: '0x1' })], [kernels]))).toEqual([100]);
  });
});

describe('planRoutes()', () => {
  const plan = (seen: Routing, given: Partial<SbrConf> = {}) => {
    const { prevResult: result } = request([{ address: '10.1.0.2/24', gateway: '10.1.0.1' }]);
    const own = sources(request([{ address: '10.1.0.2/24', gateway: '10.1.0.1' }], given));
    const placed = placeSources(own, { conf: { ...conf, ...given }, mark, ifName: 'net1' }, seen);
    const input = { ifName: 'net1', conf: { ...conf, ...given }, placed, routing: seen };
    return renderPlan(planRoutes({ ...input, result: result as Result }))
      .replaceAll(/ {2}#.*/g, '')
      .split('\n');
  };
  const subnet = route('10.1.0.0/24', 254, { protocol: '2', scope: '253' });

  test('fills the table before it empties main, gateways last in the one and first in the other', () => {
    const far = route('192.0.2.0/24', 254, { gateway: '10.1.0.9', metrics: [{ mtu: 1400 }] });
    expect(plan(routing([], [far, subnet]))).toEqual([
      'container: ip -4 route append 10.1.0.0/24 dev net1 proto 2 scope 253 table 100',
      'container: ip -4 route append 192.0.2.0/24 via 10.1.0.9 dev net1 proto 3 scope 0 mtu 1400 table 100',
      'container: ip -4 route prepend default via 10.1.0.1 dev net1 proto 119 table 100',
      '--',
      'container: ip -4 route delete 192.0.2.0/24 via 10.1.0.9 dev net1 proto 3 scope 0 mtu 1400 table main',
      'container: ip -4 route delete 10.1.0.0/24 dev net1 proto 2 scope 253 table main',
    ]);
  });

  test('does nothing where all is done, and nothing at all with a table of somebody else', () => {
    const there = [
      route('default', 100, { gateway: '10.1.0.1', protocol: '119' }),
      { ...subnet, table: '100' },
    ];
    expect(plan(routing([rule('10.1.0.2', 100)], there))).toEqual(['']);
    expect(plan(routing([], [subnet]), { table: 5000 })).toEqual(['']);
  });

  test('makes the table from the result where neither main nor the table has a route', () => {
    expect(plan(routing([rule('10.1.0.2', 100)], []))).toEqual([
      'container: ip -4 route append 10.1.0.0/24 dev net1 proto 119 scope link src 10.1.0.2 table 100',
      'container: ip -4 route prepend default via 10.1.0.1 dev net1 proto 119 table 100',
    ]);
  });

  test('leaves in main what goes elsewhere too, what comes and goes by itself, and what it cannot say again', () => {
    const stays = [
      route('192.0.2.0/24', 254, { dev: 'eth0' }),
      route('192.0.3.0/24', 254, { dev: undefined, nexthops: [{ dev: 'net1' }, { dev: 'eth0' }] }),
      route('192.0.4.0/24', 254, { encap: 'mpls' }),
      route('192.0.5.0/24', 254, { nhid: 7, nh_info: {} }),
      route('192.0.6.0/24', 254, { metrics: [{ rtt: 5 }] }),
      route('192.0.7.0/24', 254, { flags: ['rt_trap'] }),
      { ...route('192.0.8.0/24', 254), dev: undefined, type: '6' },
      route('192.0.9.0/24', 254, { protocol: '119' }),
    ];
    expect(plan(routing([], stays)).filter((line) => / 192\.| delete /.test(line))).toEqual([]);
    const ra = route('192.0.10.0/24', 254, { protocol: '9' });
    expect(plan(routing([], [ra])).filter((line) => line.includes(' 192.'))).toEqual([
      'container: ip -4 route append 192.0.10.0/24 dev net1 proto 9 scope 0 table 100',
    ]);
  });
});

test('planRemoval() touches neither rules of other marks nor the routes of a table that was named to it', () => {
  const seen = routing(
    [
      rule('10.1.0.2', 5000, { priority: 20001 }),
      rule('10.1.0.3', 100, { fwmark: '0x1' }),
      rule('10.1.0.4', 100, { protocol: '0' }),
      rule('10.1.0.5', 100, { fwmask: undefined }),
    ],
    [route('10.1.0.0/24', 5000, { protocol: '2' }), route('10.1.0.0/24', 100, { protocol: '2' })],
  );
  expect(renderPlan(planRemoval(mark, 'net1', seen)).replaceAll(/ {2}#.*/g, '')).toBe(
    'container: ip -4 rule delete from 10.1.0.2 fwmark 0xabc/0 pref 20001 protocol 119 lookup 5000',
  );
});
