import { renderPlan } from '../../../lib/plan/render.ts';
import type { Lease } from '../machine.ts';
import { planReady } from './ready.ts';
import { planMtu, planReplacement } from './replace.ts';

const old = { address: '10.0.0.5/24', gateway: '10.0.0.1', routes: [{ dst: '0.0.0.0/0', gw: '10.0.0.1' }] };
const moved = {
  address: '10.0.0.9/24',
  gateway: '10.0.0.1',
  routes: [{ dst: '0.0.0.0/0', gw: '10.0.0.1', priority: 5 }],
};

const lines = (plan: Parameters<typeof renderPlan>[0]) =>
  renderPlan(plan)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('  #')[0]);

test('a lease that says the same touches nothing', () => {
  expect(lines(planReplacement('eth0', old, structuredClone(old)))).toEqual([]);
});

test('another address takes the place of the one before, with all routes', () => {
  expect(lines(planReplacement('eth0', old, moved))).toEqual([
    'container: ip route delete 0.0.0.0/0 via 10.0.0.1 dev eth0',
    'container: ip address delete 10.0.0.5/24 dev eth0',
    'container: ip address add 10.0.0.9/24 broadcast + dev eth0',
    'container: ip route append 0.0.0.0/0 via 10.0.0.1 dev eth0 metric 5',
  ]);
});

test('another router alone leaves the address where it is', () => {
  const other = { ...old, gateway: '10.0.0.2', routes: [{ dst: '0.0.0.0/0', gw: '10.0.0.2' }] };
  expect(lines(planReplacement('eth0', old, other))).toEqual([
    'container: ip route delete 0.0.0.0/0 via 10.0.0.1 dev eth0',
    'container: ip route append 0.0.0.0/0 via 10.0.0.2 dev eth0',
  ]);
});

test('a lost lease takes routes and address away; one found again brings them', () => {
  expect(lines(planReplacement('eth0', old))).toHaveLength(2);
  expect(lines(planReplacement('eth0', undefined, old))).toHaveLength(2);
});

test('option 26 lowers the MTU and never raises it, nor below what the family needs', () => {
  const lease: Lease = {
    family: 4,
    ...old,
    dns: { nameservers: [], search: [] },
    server: '',
    renewAt: 0,
    rebindAt: 0,
    expiresAt: 0,
  };
  const plan = (mtu: number) => planMtu('eth0', 1500, { ...lease, mtu });
  expect(lines(plan(1400))).toEqual(['container: ip link set dev eth0 mtu 1400']);
  expect([plan(1500), plan(9000), plan(68)]).toEqual([[], [], []]);
});

test('a link is brought up before it is asked through; for DHCPv6 it takes router advertisements', () => {
  expect(lines([planReady({ name: 'eth0', up: true }, [4])])).toEqual([]);
  expect(lines([planReady({ name: 'eth0', up: false }, [4, 6])])).toEqual([
    'container: sysctl -w net/ipv6/conf/eth0/disable_ipv6=0',
    'container: sysctl -w net/ipv6/conf/eth0/accept_ra=2',
    'container: sysctl -w net/ipv6/conf/eth0/accept_dad=0',
    'container: ip link set dev eth0 up',
  ]);
});
