import { difference } from '../../lib/testing/difference.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp } from './testPorts.ts';
import { left, rules } from './testRules.ts';

describe.each(['nftables', 'iptables'])('portmap, 16 calls at once (%s)', (backend) => {
  test('forwards for all on a host on which nothing was, and stops for all', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const before = await rules(host);
    const all = await Promise.all(Array.from({ length: 16 }, (_, n) => host.container(`c${n}`)));
    const results = await Promise.all(all.map((container) => net.bridge.add(container)));
    const call = (n: number) =>
      net.call({
        ports: [tcp(8000 + 40 * n, 80), tcp(9000, 80, `127.0.0.${n + 1}`)],
        prevResult: results[n],
      });
    await Promise.all(all.map((container, n) => net.portmap.add(container, call(n))));
    await Promise.all(all.map((container, n) => net.portmap.check(container, results[n], call(n))));
    await Promise.all(all.map((container, n) => net.portmap.del(container, n % 2 ? call(n) : {})));
    expect((await left(host)).filter((line) => !/sysctl \S+ 0$/.test(line))).toEqual([]);
    await net.portmap.gc([]);
    expect(difference(before, await rules(host))).toEqual([]);
  }, 40_000);
});
