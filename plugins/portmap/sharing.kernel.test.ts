import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';
import { left } from './testRules.ts';
import { ask, serve } from './testTraffic.ts';

describe.each(['nftables', 'iptables'])('portmap with %s', (backend) => {
  test('forwards SCTP by rules of its own beside TCP and UDP of the same port', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const web = await host.container('web');
    const ports = [tcp(8080, 80), udp(8080, 80), { ...tcp(8080, 80), protocol: 'SCTP' }];
    const prevResult = await net.add(web, ports);
    await net.portmap.check(web, prevResult, net.call({ ports }));
    const { stdout } = await host.ok(['nft', 'list', 'ruleset']);
    expect(stdout).toMatch(
      backend === 'nftables' ? /sctp \. 8080 comment \S+ : 10\.1\.2\.2 \. 80/ : /WEFT-PORT-SCTP-8080/,
    );
    await net.portmap.del(web);
    expect(await left(host)).toEqual([]);
  }, 20_000);

  test('gives a port to several, each for its own addresses, protocols and families, until all have gone', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const [a, b, c] = [await host.container('a'), await host.container('b'), await host.container('c')];
    await net.add(a, [tcp(8080, 80, '127.0.0.1'), tcp(8443, 80, '127.0.0.1')]);
    await net.add(b, [tcp(8080, 80, '10.1.2.1'), tcp(8080, 80, '::')]);
    await net.add(c, [udp(8080, 80)]);
    for (const [name, container] of Object.entries({ a, b, c })) await serve(container, name, 80);
    const questions = [
      ['tcp', '127.0.0.1', 8080],
      ['tcp', '10.1.2.1', 8080],
      ['tcp', 'fd00:1::1', 8080],
      ['udp', '10.1.2.1', 8080],
    ] as const;
    expect((await ask(host, ...questions.map(([...words]) => words))).map((answer) => answer[0])).toEqual([
      'a',
      'b',
      'b',
      'c',
    ]);
    await net.del(a);
    expect((await ask(host, ...questions.map(([...words]) => words))).map((answer) => answer[0])).toEqual([
      'r',
      'b',
      'b',
      'c',
    ]);
    await net.del(b);
    await net.add(a, [tcp(8080, 80), tcp(8443, 80)]);
    expect((await ask(host, ...questions.map(([...words]) => words))).map((answer) => answer[0])).toEqual([
      'a',
      'a',
      'a',
      'c',
    ]);
    for (const container of [a, c]) await net.del(container);
    expect(await left(host)).toEqual([]);
  }, 20_000);

  test('gives a port that 12 ask for at once to one of them, or to the next who asks', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const all = await Promise.all(Array.from({ length: 12 }, (__, n) => host.container(`c${n}`)));
    const results = await Promise.all(all.map((container) => net.bridge.add(container)));
    const call = (n: number) =>
      net.call({ ports: [tcp(8080, 80), tcp(9000 + n, 80)], prevResult: results[n] });
    const outcomes = await Promise.all(
      all.map((container, n) => net.portmap.call('ADD', container, call(n))),
    );
    const winners = all.filter((_, n) => outcomes[n]?.exitCode === 0);
    expect(winners.length).toBeLessThanOrEqual(1);
    expect(new Set(outcomes.flatMap(({ json }) => json?.code ?? []))).toEqual(new Set([106]));
    for (const { id } of winners) await net.portmap.del({ id });
    expect(await left(host)).toEqual([]);
    await net.portmap.add(all[5] as (typeof all)[number], call(5));
  }, 30_000);
});
