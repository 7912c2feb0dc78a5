import { aLink, commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import { limitedResult } from './plan.ts';
import { factsWith, parsed, planFor } from './testPlan.ts';

const into = { ingressRate: 8_000_000, ingressBurst: 800_000 };
const out = { egressRate: 16_000_000, egressBurst: 1_600_000 };
const label = 'weft:bandwidth:mynet:2e34dcf34:eth0';
const ifb = 'bwpb3c0c6b3dc2c';
const anyIfb = (commands: string[]) => commands.map((line) => line.replace(/bwp[0-9a-f]{12}/g, ifb));

test('planLimits() writes the owner, then limits what goes in and what goes out', () => {
  expect(anyIfb(commandsOf(planFor({ ...into, ...out })))).toEqual([
    `host: ip link property add dev veth0 altname ${label}`,
    `host: ip link add name ${ifb} address 02:00:00:00:00:42 mtu 1500 txqueuelen 1000 type ifb`,
    `host: ip link set dev ${ifb} alias ${label}`,
    `host: sysctl -w net/ipv6/conf/${ifb}/disable_ipv6=1`,
    `host: ip link set dev ${ifb} up`,
    `host: tc qdisc add dev ${ifb} root handle 7766: tbf rate 16000000bit burst 200000b limit 250000b`,
    'host: tc qdisc add dev veth0 clsact',
    `host: tc filter add dev veth0 ingress protocol all pref 60000 u32 match u32 0 0 action mirred egress redirect dev ${ifb}`,
    'host: tc qdisc add dev veth0 root handle 7766: tbf rate 8000000bit burst 100000b limit 125000b',
  ]);
});

test('planLimits() leads what is unshaped past the limit, by its source on the way in', () => {
  const unshapedSubnets = ['10.1.2.3/8', 'fd00::/8'];
  expect(commandsOf(planFor({ ...into, unshapedSubnets })).slice(1)).toEqual([
    'host: tc qdisc add dev veth0 root handle 7766: htb default 1 direct_qlen 1000',
    'host: tc class add dev veth0 parent 7766: classid 7766:1 htb rate 8000000bit ceil 8000000bit burst 100000b cburst 100000b quantum 1518',
    'host: tc qdisc add dev veth0 parent 7766:1 bfifo limit 131072',
    'host: tc filter add dev veth0 parent 7766: protocol ip pref 16 u32 match ip src 10.0.0.0/8 flowid 7766:0',
    'host: tc filter add dev veth0 parent 7766: protocol ipv6 pref 15 u32 match ip6 src fd00::/8 flowid 7766:0',
  ]);
});

test('planLimits() leads what is shaped to the limit, by its destination on the way out', () => {
  const commands = anyIfb(commandsOf(planFor({ ...out, shapedSubnets: ['10.0.0.0/8'] })));
  expect(commands).toContain(
    `host: tc qdisc add dev ${ifb} root handle 7766: htb default 0 direct_qlen 1000`,
  );
  expect(commands).toContain(
    `host: tc filter add dev ${ifb} parent 7766: protocol ip pref 16 u32 match ip dst 10.0.0.0/8 flowid 7766:1`,
  );
});

test('planLimits() keeps a burst and a queue within what the kernel can count', () => {
  const [, slow] = commandsOf(planFor({ ingressRate: 8, ingressBurst: 8 }));
  expect(slow).toContain('rate 8bit burst 1518b limit 1518b');
  const [, fast] = commandsOf(planFor({ ingressRate: 2 ** 64, ingressBurst: 2 ** 35 - 16 }));
  expect(fast).toContain('rate 9007199254740991bit burst 4294967294b limit 4294967295b');
  const long = { ingressRate: 8000, ingressBurst: 2 ** 35 - 16, shapedSubnets: ['::/0'] };
  expect(commandsOf(planFor(long))[2]).toContain('burst 270000b cburst 270000b');
});

test('planLimits() removes first what an earlier ADD has left', () => {
  const ours = { kind: 'tbf', handle: '7766:', isRoot: true };
  const queueing = {
    qdiscs: [ours, { kind: 'clsact', handle: 'ffff:', isRoot: false }],
    entry: [{ pref: 60000, protocol: 'all' }],
    exit: [],
  };
  const namesake = aLink({ name: ifb, kind: 'ifb', alias: label });
  const commands = anyIfb(commandsOf(planFor({ ...out }, { queueing, namesake, isNamed: true })));
  expect(commands.slice(0, 6)).toEqual([
    'host: tc qdisc delete dev veth0 root handle 7766:',
    'host: tc filter delete dev veth0 ingress protocol all pref 60000',
    `host: ip link property del dev veth0 altname ${label}`,
    `host: ip link property add dev veth0 altname ${label}`,
    `host: ip link set dev ${ifb} mtu 1500`,
    `host: tc qdisc delete dev ${ifb} root handle 7766:`,
  ]);
  expect(commands).not.toContain('host: tc qdisc add dev veth0 clsact');
});

test("planLimits() refuses somebody else's ifb", () => {
  const namesake = aLink({ name: ifb, kind: 'ifb', alias: 'weft:bandwidth:other:x:eth0' });
  expect(() => planFor({ ...out }, { namesake })).toThrow(expect.objectContaining({ code: 104 }));
});

test('every step that stays when its link does knows its undo', () => {
  const commands = planFor({ ...into, ...out }).flat();
  const lasting = commands.filter(
    (step) => 'words' in step && step.words.includes('veth0') && step.undo === undefined,
  );
  expect(lasting).toEqual([]);
});

test('limitedResult() tells the ifb once', () => {
  const prevResult = { cniVersion: '1.1.0', interfaces: [{ name: 'veth0' }] };
  const request = { ...requestFor(parsed(out)), prevResult };
  const result = limitedResult(request, factsWith());
  expect(result.interfaces).toMatchObject([{ name: 'veth0' }, { mac: '02:00:00:00:00:42', mtu: 1500 }]);
  expect(limitedResult({ ...request, prevResult: result }, factsWith())).toEqual(result);
  expect(limitedResult({ ...requestFor(parsed(into)), prevResult }, factsWith())).toBe(prevResult);
});
