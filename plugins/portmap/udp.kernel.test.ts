import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { eventually } from '../../lib/testing/eventually.ts';
import { keep } from '../../lib/testing/keeper.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import type { Place } from '../../lib/testing/place.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';
import { serve, steadyClient } from './testTraffic.ts';

/** A client that keeps sending from one port, and what it was answered last. */
async function steady(place: Place, address: string, port: number) {
  const file = `${tmpdir()}/steady-${process.pid}-${place.name}-${port}-${Math.random().toString(36).slice(2)}`;
  const keeper = await keep([
    ...place.enter,
    process.execPath,
    '-e',
    steadyClient,
    address,
    String(port),
    file,
  ]);
  const seen = () =>
    JSON.parse(readFileSync(file, 'utf8')) as { count: number; last: string; answers: number };
  return {
    answeredBy: (name: string) =>
      eventually(`an answer of ${name} to ${place.name}`, () => seen().last.startsWith(name)),
    seen,
    async end() {
      await keeper.end();
      rmSync(file, { force: true });
    },
  };
}

describe.each(['nftables', 'iptables'])('a UDP client that keeps sending (%s)', (backend) => {
  test('reaches the next container that has the port, and whoever listens on another machine as before (PM-26)', async () => {
    await using host = await throwawayHost();
    const world = await outsideWorld(host);
    const net = new PortNetwork(host, { backend });
    const [a, b] = [await host.container('a'), await host.container('b')];
    await serve(world, 'world', 8053);
    const clients = [await steady(world, '192.0.2.1', 8053), await steady(world, 'fd00:99::1', 8053)];
    const away = await steady(host, '192.0.2.2', 8053);
    await away.answeredBy('world');
    for (const [name, container] of Object.entries({ a, b })) {
      await net.add(container, [udp(8053, 53), udp(8054, 53)]);
      const server = await serve(container, name, 53);
      for (const client of clients) await client.answeredBy(name);
      await net.del(container, { ports: [udp(8053, 53), udp(8054, 53)] });
      await server.end();
    }
    const { answers } = away.seen();
    await eventually('more answers from another machine', () => away.seen().answers > answers);
    for (const client of [...clients, away]) await client.end();
  }, 40_000);

  test('is not forgotten by a removal of other ports, nor by one of another protocol', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const [a, b] = [await host.container('a'), await host.container('b')];
    await net.add(a, [udp(8053, 53)]);
    await serve(a, 'a', 53);
    const client = await steady(host, '10.1.2.1', 8053);
    await client.answeredBy('a');
    const flows = async () =>
      (await host.ok(['conntrack', '-L', '-p', 'udp', '--orig-port-dst', '8053', '-o', 'id'])).stdout;
    const id = /id=(\d+)/.exec(await flows())?.[1];
    await net.add(b, [udp(8054, 53), tcp(8053, 53)]);
    await net.del(b, { ports: [udp(8054, 53), tcp(8053, 53)] });
    expect(/id=(\d+)/.exec(await flows())?.[1]).toBe(id);
    await net.del(a);
    const own = async () => (await flows()).includes('src=10.1.2.2');
    expect(await own()).toBe(false);
    await client.end();
  }, 30_000);
});

test('portmap needs conntrack for UDP alone', async () => {
  await using host = await throwawayHost();
  const net = new PortNetwork(host, { backend: 'nftables' });
  const a = await host.container('a');
  const prevResult = await net.bridge.add(a);
  await host.ok(['mount', '--bind', '/dev/null', '/usr/sbin/conntrack']);
  await net.portmap.add(a, net.call({ ports: [tcp(8080, 80)], prevResult }));
  expect((await net.portmap.refused('STATUS', undefined)).msg).toContain('"conntrack" is not installed');
  const error = await net.portmap.refused('ADD', a, net.call({ ports: [udp(8080, 80)], prevResult }));
  expect(error.msg).toContain('program "conntrack" is not installed');
}, 20_000);
