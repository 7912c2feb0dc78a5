import { callPlugin, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';
import { left } from './testRules.ts';
import { ask, serve } from './testTraffic.ts';

/** A host with a world outside, and a container that serves. */
async function ground(host: Host, net: PortNetwork): Promise<{ world: Container; web: Container }> {
  const world = await outsideWorld(host);
  await world.ok([
    'sh',
    '-c',
    'ip route add default via 192.0.2.1; ip route add default via fd00:99::1; ip address add 192.0.2.3/24 dev eth0',
  ]);
  const web = await host.container('web');
  await net.bridge.add(web);
  await serve(web, 'web', 80, 81);
  return { world, web };
}

const prevResult = {
  interfaces: [{ name: 'cni0' }, { name: 'eth0', sandbox: '/run/netns/web' }],
  ips: [
    { address: '10.1.2.2/24', interface: 1 },
    { address: 'fd00:1::2/64', interface: 1 },
  ],
};

describe.each(['nftables', 'iptables'] as const)('portmap with %s', (backend) => {
  test('lets conditions decide, for the attachment that has them and for no other', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const { world, web } = await ground(host, net);
    const conf =
      backend === 'nftables'
        ? { conditionsV4: ['ip', 'saddr', '192.0.2.3'], conditionsV6: ['meta', 'iifname', '!=', 'uplink'] }
        : { conditionsV4: ['-s', '192.0.2.3'], conditionsV6: ['!', '-i', 'uplink'] };
    const call = net.call({ ports: [tcp(8080, 80), tcp(8081, 80, '192.0.2.1')], prevResult, conf });
    await net.portmap.add(web, call);
    await net.portmap.add(web, {
      ...net.call({ ports: [tcp(9090, 81)], prevResult: alone(prevResult, 'eth1') }),
      ifName: 'eth1',
    });
    const questions = [8080, 8081].flatMap((port) => [
      ['tcp', '192.0.2.1', port, '192.0.2.3'],
      ['tcp', '192.0.2.1', port, '192.0.2.2'],
    ]) as ['tcp', string, number, string][];
    expect(
      await ask(world, ...questions, ['tcp', '192.0.2.1', 9090, '192.0.2.2'], ['tcp', 'fd00:99::1', 8080]),
    ).toEqual([
      'web from 192.0.2.3',
      'refused',
      'web from 192.0.2.3',
      'refused',
      'web from 192.0.2.2',
      'refused',
    ]);
    // What does not satisfy them is as if the port were not forwarded: whoever listens on the host is reached, also at localhost.
    await serve(host, 'host', 8080);
    expect(await ask(host, ['tcp', '127.0.0.1', 8080], ['tcp', '192.0.2.1', 8080])).toEqual([
      'host from 127.0.0.1',
      'host from 192.0.2.1',
    ]);
    await net.portmap.check(web, prevResult, call);
    await net.portmap.del(web);
    await net.portmap.del(web, { ifName: 'eth1' });
    expect(await left(host)).toEqual([]);
  }, 30_000);

  test('without "snat" hides nobody, with "masqAll" everybody (PM-19 to PM-24)', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const { world, web } = await ground(host, net);
    const seen = async (conf: Record<string, unknown>) => {
      const call = net.call({ ports: [tcp(8080, 80)], prevResult, conf });
      expect((await net.portmap.refused('CHECK', web, call)).code).toBe(101);
      await net.portmap.add(web, call);
      await net.portmap.check(web, prevResult, call);
      return ask(world, ['tcp', '192.0.2.1', 8080], ['tcp', 'fd00:99::1', 8080]);
    };
    expect(await seen({ snat: false })).toEqual(['web from 192.0.2.2', 'web from fd00:99::2']);
    expect((await ask(host, ['tcp', '127.0.0.1', 8080]))[0]).not.toMatch(/^web/);
    expect(await seen({ masqAll: true })).toEqual(['web from 10.1.2.1', 'web from fd00:1::1']);
    expect(await seen({})).toEqual(['web from 192.0.2.2', 'web from fd00:99::2']);
    await net.portmap.del(web);
    expect(
      (await net.portmap.refused('CHECK', web, net.call({ ports: [tcp(8080, 80)], prevResult }))).code,
    ).toBe(101);
  }, 30_000);

  test('takes the set of eight mappings (PM-14, PM-18): each where its address says', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const { world, web } = await ground(host, net);
    await serve(web, 'more', 82, 83, 84, 85, 86);
    await host.ok(['ip', 'address', 'add', '192.0.2.9/24', 'dev', 'uplink']);
    const ports = [
      tcp(8080, 80),
      tcp(8081, 80),
      udp(8080, 81),
      udp(8082, 82),
      tcp(8083, 83, '192.0.2.9'),
      tcp(8084, 84, '0.0.0.0'),
      tcp(8085, 85, 'fd00:99::1'),
      tcp(8086, 86, '::'),
    ];
    const call = net.call({ ports, prevResult });
    await net.portmap.add(web, call);
    const tcps = [8080, 8081, 8083, 8084, 8085, 8086];
    const to = (address: string) => tcps.map((port) => ['tcp', address, port] as ['tcp', string, number]);
    const yes = (answers: string[]) => answers.map((answer) => /^(web|more)/.test(answer));
    expect(yes(await ask(world, ...to('192.0.2.1')))).toEqual([true, true, false, true, false, false]);
    expect(yes(await ask(world, ...to('192.0.2.9')))).toEqual([true, true, true, true, false, false]);
    expect(yes(await ask(world, ...to('fd00:99::1')))).toEqual([true, true, false, false, true, true]);
    expect(
      yes(
        await ask(world, ['udp', '192.0.2.1', 8080], ['udp', 'fd00:99::1', 8082], ['udp', '192.0.2.1', 8081]),
      ),
    ).toEqual([true, true, false]);
    await net.portmap.check(web, prevResult, call);
    await net.portmap.del(web, call);
    expect(await left(host)).toEqual([]);
  }, 30_000);

  test('works beside the ports of the reference, and takes nothing from it', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend, cniVersion: '1.0.0' }, { cniVersion: '1.0.0' });
    const [theirs, ours] = [await host.container('theirs'), await host.container('ours')];
    const own = await net.bridge.add(theirs);
    const reference = (command: string, portMappings: unknown[]) =>
      callPlugin({
        host,
        type: 'portmap',
        command,
        cniPath: referencePlugins,
        containerId: 'theirs',
        netns: theirs.netns,
        ifName: 'eth0',
        conf: {
          cniVersion: '1.0.0',
          name: 'mynet',
          type: 'portmap',
          runtimeConfig: { portMappings },
          prevResult: own,
        },
      });
    demandSuccess(await reference('ADD', [tcp(7070, 80)]));
    await net.add(ours, [tcp(8080, 80)]);
    await serve(theirs, 'theirs', 80);
    await serve(ours, 'ours', 80);
    const questions = [8080, 7070].flatMap((port) =>
      ['127.0.0.1', '10.1.2.1'].map((address) => ['tcp', address, port] as ['tcp', string, number]),
    );
    const both = ['ours from 10.1.2.1', 'ours from 10.1.2.1', 'theirs from 10.1.2.1', 'theirs from 10.1.2.1'];
    expect(await ask(host, ...questions)).toEqual(both);
    await net.del(ours);
    expect((await ask(host, ...questions)).slice(2)).toEqual(both.slice(2));
    demandSuccess(await reference('DEL', [tcp(7070, 80)]));
  }, 30_000);
});

/** The same result, with the container's interface under another name. */
function alone(result: typeof prevResult, name: string) {
  return {
    ...result,
    interfaces: result.interfaces.map((link) => (link.name === 'eth0' ? { ...link, name } : link)),
  };
}
