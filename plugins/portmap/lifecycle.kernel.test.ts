import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';
import { left, rules } from './testRules.ts';

const ports = [tcp(8080, 80), tcp(8443, 443, '127.0.0.1'), tcp(8444, 443, 'fd00:1::1'), udp(8053, 53)];

describe.each(['nftables', 'iptables'])('portmap with %s', (backend) => {
  test('adds twice what it adds once (PM-02), and deletes twice (PM-03)', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const web = await host.container('web');
    const prevResult = await net.add(web, ports);
    const once = await rules(host);
    await net.portmap.add(web, net.call({ ports, prevResult }));
    expect(difference(once, await rules(host))).toEqual([]);
    await net.portmap.check(web, prevResult, net.call({ ports }));
    for (const _ of [1, 2]) await net.portmap.del(web, net.call({ ports, prevResult }));
    expect(await left(host)).toEqual([]);
  }, 20_000);

  test('leaves a rule of somebody else where it stands (PM-01)', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const web = await host.container('web');
    await host.ok(['sh', '-ec', 'iptables -t nat -A PREROUTING -s 203.0.113.1 -j RETURN']);
    const isTheirs = (line: string) => line.includes('203.0.113.1');
    const theirs = async () => (await snapshot(host)).filter(isTheirs);
    const before = await theirs();
    expect(before).toHaveLength(1);
    const prevResult = await net.add(web, ports);
    expect(await theirs()).toEqual(before);
    await net.portmap.del(web, net.call({ ports, prevResult }));
    expect(await theirs()).toEqual(before);
  }, 20_000);

  test('adds again with other ports: the old ones are gone', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const web = await host.container('web');
    const prevResult = await net.add(web, ports);
    await net.portmap.add(web, net.call({ ports: [tcp(8081, 80)], prevResult }));
    expect(
      (await rules(host)).filter((line) => /8080|8443|8444|8053/.test(line.replace(/8064:8127/, ''))),
    ).toEqual([]);
    await net.portmap.check(web, prevResult, net.call({ ports: [tcp(8081, 80)] }));
    await net.portmap.del(web);
    expect(await left(host)).toEqual([]);
  }, 20_000);

  test('deletes without result and runtimeConfig, without a namespace, and ten times at once (PM-04, PM-06)', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const [web, other] = [await host.container('web'), await host.container('other')];
    await net.add(web, ports);
    await net.add(other, [tcp(9090, 90)]);
    const { id } = web;
    await net.portmap.del(other, { conf: { name: 'another', runtimeConfig: { portMappings: ports } } });
    await Promise.all(Array.from({ length: 10 }, () => net.portmap.del({ id })));
    const rest = await left(host);
    expect(rest.filter((line) => !/other|9090|OWNER|LOCAL|route_localnet/.test(line))).toEqual([]);
    expect(rest.join()).toContain('9090');
    await net.portmap.del(other, net.call({ ports: [tcp(1, 1)] }));
    expect(await left(host)).toEqual([]);
  }, 30_000);

  test('collects what belongs to no valid attachment of its network, and at last what all share', async () => {
    await using host = await throwawayHost();
    const before = await rules(host);
    const net = new PortNetwork(host, { backend });
    const [web, other, foreign] = [
      await host.container('web'),
      await host.container('other'),
      await host.container('foreign'),
    ];
    const prevResult = await net.add(web, ports);
    const theirs = await net.add(other, [tcp(9090, 90), tcp(8443, 90, '127.0.0.2')]);
    await net.bridge
      .add(foreign)
      .then((result) =>
        net.portmap.add(
          foreign,
          net.call({ ports: [tcp(7070, 70)], prevResult: result, conf: { name: 'another' } }),
        ),
      );
    await net.portmap.gc(['other']);
    expect((await left(host)).join()).not.toContain('mynet:web');
    await net.portmap.check(other, theirs, net.call({ ports: [tcp(9090, 90), tcp(8443, 90, '127.0.0.2')] }));
    await net.portmap.add(web, net.call({ ports, prevResult }));
    await net.portmap.gc([]);
    expect((await left(host)).join()).toContain('another:foreign');
    await net.portmap.gc([], { conf: { name: 'another' } });
    expect(difference(before, await rules(host))).toEqual([]);
  }, 30_000);
});
