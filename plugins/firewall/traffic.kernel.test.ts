import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping, sendByTcp } from '../../lib/testing/traffic.ts';
import {
  dropForwarded,
  dropInOurChain,
  FirewallChain,
  reached,
  rulesOf,
  worldWithRoutes,
} from './testFirewall.ts';

const backends = [
  { backend: 'iptables', drop: dropForwarded },
  { backend: 'nftables', drop: dropInOurChain },
];

describe.each(backends)('with $backend, on a host that drops what it forwards', ({ backend, drop }) => {
  test('a container gets out and hears the answers, and nobody gets in unasked, until DEL', async () => {
    await using host = await throwawayHost();
    const world = await worldWithRoutes(host);
    const chain = new FirewallChain(host, { backend });
    const keeper = await chain.attached('keeper'); // so that our chains stay
    await drop(host);
    const { container, result, v4, v6 } = await chain.attached();
    for (const to of ['192.0.2.2', 'fd00:99::2']) await ping(container, to);
    expect(await reached(world, v4, v6)).toEqual([false, false]);
    await ping(container, keeper.v4);
    await ping(host, v6); // FORWARD is about others than the host
    await chain.firewall.del(container, { prevResult: result });
    expect(await reached(container, '192.0.2.2', 'fd00:99::2')).toEqual([false, false]);
    await ping(keeper.container, '192.0.2.2');
  }, 20_000);

  test('what the host maps to a container gets in', async () => {
    await using host = await throwawayHost();
    const world = await worldWithRoutes(host);
    const chain = new FirewallChain(host, { backend });
    const { container, v4, v6 } = await chain.attached();
    await drop(host);
    for (const [tool, to] of [
      ['iptables', v4],
      ['ip6tables', `[${v6}]:7777`],
    ] as const)
      await host.ok([
        tool,
        ...`-t nat -A PREROUTING -i uplink -p tcp --dport 7777 -j DNAT --to ${to}`.split(' '),
      ]);
    expect(await sendByTcp(world, container, '192.0.2.1')).toBe('hello\n');
    expect(await sendByTcp(world, container, 'fd00:99::1')).toBe('hello\n');
    expect(await reached(world, v4)).toEqual([false]);
  }, 20_000);

  test('the address of the bridge is not opened, though the result may tell it', async () => {
    await using host = await throwawayHost();
    const chain = new FirewallChain(host, { backend });
    const container = await host.container();
    const prevResult = await chain.bridge.add(container);
    prevResult.ips?.push({ address: '10.1.0.1/24', interface: 0 });
    expect((await chain.firewall.add(container, { prevResult })).ips).toEqual(prevResult.ips);
    const rules = (await rulesOf(host)).join('\n');
    expect(rules).toContain('10.1.0.2');
    expect(rules).not.toContain('10.1.0.1"');
    expect(rules).not.toContain('10.1.0.1/');
  });
});

describe('the administrator', () => {
  // Reference: firewall FW-06, FW-07
  test.each([{}, { iptablesAdminChainName: 'MY-RULES' }])(
    'comes before the rules of iptables: %j',
    async (own) => {
      await using host = await throwawayHost();
      await worldWithRoutes(host);
      const chain = new FirewallChain(host, { backend: 'iptables', ...own });
      const first = await chain.attached();
      for (const to of ['192.0.2.2', 'fd00:99::2']) await ping(first.container, to);
      const [name] = [...Object.values(own), 'CNI-ADMIN'];
      await host.ok([
        'sh',
        '-ec',
        `iptables -A ${name} -p icmp -j DROP; ip6tables -A ${name} -p icmpv6 -j DROP`,
      ]);
      const { container, v4 } = await chain.attached();
      expect(await reached(container, first.v4, '192.0.2.2', 'fd00:99::2')).toEqual([false, false, false]);
      await chain.del(container, { ips: [{ address: `${v4}/24` }] });
      const { stdout } = await host.ok(['iptables', '-S']);
      expect(stdout).toContain(`-A ${name} -p icmp -j DROP`);
      expect(stdout.match(/^-A FORWARD /gm)).toEqual(['-A FORWARD ']);
    },
  );

  test('may have a chain with rules before there is any container', async () => {
    await using host = await throwawayHost();
    await host.ok(['sh', '-ec', 'iptables -N CNI-ADMIN; iptables -A CNI-ADMIN -s 10.9.9.9 -j DROP']);
    const chain = new FirewallChain(host, { backend: 'iptables' });
    const { container, result } = await chain.attached();
    await chain.firewall.check(container, result);
    await chain.del(container, result);
    await chain.firewall.gc([]);
    expect((await host.ok(['iptables', '-S'])).stdout).toContain('-A CNI-ADMIN -s 10.9.9.9/32 -j DROP');
  });

  test('comes before the rules of nftables, whose chain is kept with what it holds', async () => {
    await using host = await throwawayHost();
    await worldWithRoutes(host);
    const chain = new FirewallChain(host, { backend: 'nftables' });
    const { container, result } = await chain.attached();
    await host.ok(['nft', 'add rule inet weft-firewall admin ip daddr 192.0.2.2 drop']);
    await ping(container, 'fd00:99::2');
    expect(await reached(container, '192.0.2.2')).toEqual([false]);
    await chain.del(container, result);
    await chain.firewall.gc([]);
    expect((await rulesOf(host)).join('\n')).toContain('weft-firewall admin [{"match"');
  });
});
