import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { FirewallChain, rulesOf } from './testFirewall.ts';

const iptables = (command: string) => `iptables ${command}; ip6tables ${command}`;

const damages: { name: string; backend: string; damage: string; missing: RegExp }[] = [
  { name: 'iptables -F', backend: 'iptables', damage: iptables('-F'), missing: /no rule FORWARD/ },
  {
    name: 'iptables -F and -X',
    backend: 'iptables',
    damage: `${iptables('-F')}; ${iptables('-X')}`,
    missing: /no rule/,
  },
  { name: 'nft flush ruleset', backend: 'iptables', damage: 'nft flush ruleset', missing: /no rule WEFT-A/ },
  {
    name: 'another firewall’s start',
    backend: 'iptables',
    damage: iptables('-F FORWARD'),
    missing: /no rule FORWARD/,
  },
  {
    name: 'a flush of our chain',
    backend: 'iptables',
    damage: iptables('-F WEFT-FORWARD'),
    missing: /lacks 10 of 74 rules/,
  },
  {
    name: 'a flush of the policies',
    backend: 'iptables',
    damage: iptables('-F WEFT-BETWEEN'),
    missing: /-o cni1 -j DROP/,
  },
  {
    name: 'a rule that is gone',
    backend: 'iptables',
    damage: 'iptables -D WEFT-A-20 1',
    missing: /no rule WEFT-A-20/,
  },
  { name: 'nft flush ruleset', backend: 'nftables', damage: 'nft flush ruleset', missing: /no table/ },
  {
    name: 'a flush of the chain',
    backend: 'nftables',
    damage: 'nft flush chain inet weft-firewall forward',
    missing: /forward/,
  },
  {
    name: 'a flush of the set',
    backend: 'nftables',
    damage: 'nft flush set inet weft-firewall open4',
    missing: /not let 10.1.0.2/,
  },
  {
    name: 'a policy that is gone',
    backend: 'nftables',
    damage: 'nft flush set inet weft-firewall between; nft flush set inet weft-firewall alike',
    missing: /no ingress policy/,
  },
];

/** Lines in no order: whatever is put back comes last. */
async function sorted(host: Host): Promise<string[]> {
  return (await rulesOf(host)).sort();
}

// cnitool repair carries out ADD once more for every attachment that is there.
test.each(damages)(
  'after $name, CHECK ($backend) tells it and a second ADD puts back exactly that',
  async (given) => {
    const { backend, damage, missing } = given;
    await using host = await throwawayHost();
    const chain = new FirewallChain(host, { backend, ingressPolicy: 'isolated' });
    const [a, b] = [await chain.attached(), await chain.attached()];
    const before = await sorted(host);
    await host.ok(['sh', '-ec', damage]);
    const error = await chain.firewall.refused('CHECK', a.container, { prevResult: a.result });
    expect([error.code, error.details]).toEqual([101, expect.stringMatching(missing)]);
    for (const { container, result } of [a, b]) {
      expect(await chain.firewall.add(container, { prevResult: result })).toEqual(result);
      await chain.firewall.check(container, result);
    }
    expect(await sorted(host)).toEqual(before);
  },
);

// Reference: firewall FW-06 (a second identical ADD)
test.each(['iptables', 'nftables'])(
  'a second ADD where nothing is missing changes nothing: %s',
  async (backend) => {
    await using host = await throwawayHost();
    const chain = new FirewallChain(host, { backend, ingressPolicy: 'same-bridge' });
    const { container, result } = await chain.attached();
    const before = await rulesOf(host);
    await chain.firewall.add(container, { prevResult: result });
    expect(await rulesOf(host)).toEqual(before);
  },
);

test('what the administrator has made of our chain stays when it is put in order', async () => {
  await using host = await throwawayHost();
  const chain = new FirewallChain(host, { backend: 'nftables' });
  const { container, result } = await chain.attached();
  const own =
    'add rule inet weft-firewall admin counter\nchain inet weft-firewall forward { policy drop ; }\n';
  await host.ok(['nft', '-f', '-'], { input: own });
  await host.ok(['nft', 'flush', 'chain', 'inet', 'weft-firewall', 'forward']);
  await chain.firewall.add(container, { prevResult: result });
  const { stdout } = await host.ok(['nft', 'list', 'table', 'inet', 'weft-firewall']);
  expect(stdout).toMatch(/policy drop/);
  expect(stdout).toMatch(/chain admin \{\s+counter/);
});

test('cnitool repair does so for every container', async () => {
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  const { bridge, firewall } = new FirewallChain(host, { backend: 'iptables' });
  const list = { cniVersion: '1.0.0', name: 'net1', plugins: [bridge.conf(), firewall.conf()] };
  host.write('/etc/cni/net.d/10-net1.conflist', JSON.stringify(list));
  const env = { PATH: `/opt/cni/bin:${systemPath}` };
  const cnitool = (...words: string[]) => host.run(['cnitool', ...words], { env });
  for (const name of ['a', 'b']) {
    await host.container(name);
    expect(await cnitool('add', 'net1', name)).toMatchObject({ exitCode: 0 });
  }
  const before = await sorted(host);
  await host.ok(['nft', 'flush', 'ruleset']);
  expect(await cnitool('check', 'net1', 'b')).toMatchObject({ exitCode: 1 });
  expect(await cnitool('repair', 'net1')).toMatchObject({ exitCode: 0 });
  for (const name of ['a', 'b']) expect(await cnitool('check', 'net1', name)).toMatchObject({ exitCode: 0 });
  expect(await sorted(host)).toEqual(before);
});
