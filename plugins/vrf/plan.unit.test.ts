import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { wholeRoutes } from '../../lib/kernel/observeRoutes.ts';
import { renderPlan } from '../../lib/plan/render.ts';
import type { Plan } from '../../lib/plan/step.ts';
import type { Result } from '../../lib/spec/result.ts';
import { chooseTable } from './ensure.ts';
import { expectedRoutes } from './expected.ts';
import type { Vrf } from './facts.ts';
import { usableVrf } from './judge.ts';
import { type JoinInput, planJoin } from './plan.ts';
import { planLeave } from './removal.ts';

const vrf: Vrf = { name: 'red', index: 5, table: 7, up: false, alias: '' };
const result: Result = {
  cniVersion: '1.1.0',
  interfaces: [{ name: 'eth0', sandbox: '/n' }],
  ips: [{ address: '10.0.0.2/24', gateway: '10.0.0.1', interface: 0 }],
  routes: [{ dst: '0.0.0.0/0' }, { dst: '10.9.0.0/16', gw: '10.0.0.9', mtu: 1400, priority: 5 }],
};
const route = (dst: string, table: number, more: object = {}) => ({
  ...{ type: '1', dst, dev: 'eth0', table: String(table), protocol: '3', scope: '0', flags: [], metric: 0 },
  ...more,
});
const text = (plan: Plan) =>
  renderPlan(plan)
    .replaceAll(/ {2}#.*/g, '')
    .replaceAll('container: ', '')
    .split('\n');
const input = (routes: object[], more: Partial<JoinInput> = {}): JoinInput => ({
  ...{ ifName: 'eth0', vrf, isMember: false, result, keeping: { keep_addr_on_down: '1', accept_dad: '0' } },
  routing: { rules: [], routes: wholeRoutes(4, routes) },
  ...more,
});

// Reference: vrf VR-10
test.each([
  [[1, 2, 3, 5], [], 4],
  [[1, 2, 5], [], 3],
  [[], [], 1],
  [Array.from({ length: 999 }, (_, n) => n + 1).filter((n) => n < 253 || n > 255), [], 1000],
  [Array.from({ length: 252 }, (_, n) => n + 1), [], 256],
  [[1], [2, 4, 254], 3],
])(
  'chooseTable() takes the lowest that no VRF, rule or route uses and the kernel has not reserved',
  (vrfs, used, free) => {
    expect(
      chooseTable(
        vrfs.map((table) => ({ table })),
        used,
      ),
    ).toBe(free);
  },
);

describe('planJoin()', () => {
  const subnet = route('10.0.0.0/24', 254, { protocol: '2', scope: '253' });
  const far = route('default', 254, { gateway: '10.0.0.1' });

  test('takes the routes out of main, joins, and puts them into the table; the kernel makes its own anew', () => {
    const told = route('10.9.0.0/16', 254, { gateway: '10.0.0.9', metric: 5 });
    const { joining, routing } = planJoin(
      input([far, told, subnet, route('10.8.0.0/16', 254, { dev: 'eth1' })]),
    );
    expect(text(joining)).toEqual([
      'ip -4 link set dev red alias weft:vrf',
      'ip -4 link set dev red up',
      '--',
      'ip -4 route delete 10.9.0.0/16 via 10.0.0.9 dev eth0 proto 3 scope 0 metric 5 table main',
      'ip -4 route delete default via 10.0.0.1 dev eth0 proto 3 scope 0 table main',
      '--',
      'ip -4 link set dev eth0 master red',
    ]);
    expect(text(routing)).toEqual([
      'ip -4 route append default via 10.0.0.1 dev eth0 proto 3 scope 0 table 7',
      'ip -4 route append 10.9.0.0/16 via 10.0.0.9 dev eth0 proto 3 scope 0 metric 5 table 7',
    ]);
  });

  test('of a member puts back what the result tells and is missing, and nothing else', () => {
    const there = { ...far, table: '7' };
    const ready = { vrf: { ...vrf, up: true, alias: 'mine' }, isMember: true };
    const { joining, routing } = planJoin(input([there, subnet], ready));
    expect(text(joining)).toEqual(['']);
    expect(text(routing)).toEqual([
      'ip -4 route append 10.9.0.0/16 via 10.0.0.9 dev eth0 metric 5 mtu 1400 table 7',
    ]);
  });

  test('keeps the IPv6 addresses, and sets that as it was', () => {
    const { joining, routing } = planJoin(
      input([], { keeping: { keep_addr_on_down: '0', accept_dad: '1' } }),
    );
    expect(text(joining).slice(3, 5)).toEqual([
      'sysctl -w net/ipv6/conf/eth0/keep_addr_on_down=1',
      'sysctl -w net/ipv6/conf/eth0/accept_dad=0',
    ]);
    expect(text(routing).slice(-2)).toEqual([
      'sysctl -w net/ipv6/conf/eth0/keep_addr_on_down=0',
      'sysctl -w net/ipv6/conf/eth0/accept_dad=1',
    ]);
  });

  test('refuses to lose a route, and leaves to itself what comes back or goes elsewhere too', () => {
    expect(() => planJoin(input([route('10.7.0.0/16', 254, { encap: 'mpls' })]))).toThrow(
      'Cannot move "eth0" with its route to 10.7.0.0/16',
    );
    const left = [
      route('10.6.0.0/16', 254, { protocol: '9' }),
      route('10.5.0.0/16', 254, { dev: undefined, nexthops: [{ dev: 'eth0' }, { dev: 'eth1' }] }),
      { ...route('10.0.0.2', 255, { protocol: '2' }), type: '2' },
    ];
    const { joining, routing } = planJoin(input(left));
    expect(
      [...text(joining), ...text(routing)].filter((line) => /10\.[56]| 10\.0\.0\.2 /.test(line)),
    ).toEqual([]);
  });
});

test('planLeave() takes the routes of the table back to main, and those of other tables where they were', () => {
  const routes = wholeRoutes(4, [
    route('default', 7, { gateway: '10.0.0.1' }),
    route('10.9.0.0/16', 77),
    route('10.0.0.0/24', 7, { protocol: '2' }),
  ]);
  const { leaving, returning } = planLeave('eth0', vrf, { rules: [], routes }, {});
  expect(text(leaving).at(-1)).toBe('ip -4 link set dev eth0 nomaster');
  expect(text(returning)).toEqual([
    'ip -4 route append 10.9.0.0/16 dev eth0 proto 3 scope 0 table 77',
    'ip -4 route append default via 10.0.0.1 dev eth0 proto 3 scope 0 table main',
  ]);
});

test('expectedRoutes() are those that lead by way of the interface', () => {
  const two: Result = {
    ...result,
    interfaces: [{ name: 'eth0', sandbox: '/n' }, { name: 'eth1', sandbox: '/n' }, { name: 'cni0' }],
    routes: [
      { dst: '0.0.0.0/0' },
      { dst: '10.9.0.0/16', gw: '10.0.0.9' },
      { dst: '10.8.0.0/16', gw: '10.1.0.9' },
      { dst: '10.7.0.0/16', gw: '10.0.0.9', table: 77 },
      { dst: 'fd00:9::/64', gw: 'fd00::1' },
    ],
  };
  expect(expectedRoutes('eth0', two).map(({ dst }) => dst)).toEqual(['10.9.0.0/16']);
  expect(expectedRoutes('eth0', result).map(({ dst }) => dst)).toEqual(['default', '10.9.0.0/16']);
});

test('usableVrf() tells a VRF from another link, and refuses an interface that is elsewhere', () => {
  const link = { name: 'eth0' } as LinkFacts;
  const conf = { vrfname: 'red' };
  expect(usableVrf('eth0', conf, { link, vrfs: [] })).toBeUndefined();
  expect(usableVrf('eth0', conf, { link: { ...link, master: 'red' }, named: link, vrfs: [vrf] })).toBe(vrf);
  expect(() => usableVrf('eth0', conf, { link, named: link, vrfs: [] })).toThrow('is not a VRF');
  expect(() => usableVrf('eth0', conf, { vrfs: [] })).toThrow('no such interface in the container');
  const elsewhere = { link: { ...link, master: 'blue' }, vrfs: [] };
  expect(() => usableVrf('eth0', conf, elsewhere)).toThrow('it has already a master set: blue');
  expect(() => usableVrf('eth0', { ...conf, table: 8 }, { link, named: link, vrfs: [vrf] })).toThrow(
    'Cannot use "table" 8: VRF "red" already exists with different routing table 7',
  );
});
