import { systemPath } from '../../lib/testing/needs.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp } from './testPorts.ts';
import { ask, serve } from './testTraffic.ts';

const backend = 'iptables';

/** What the host says of a link's route_localnet. */
const localnet = (link: string) => ['cat', `/proc/sys/net/ipv4/conf/${link}/route_localnet`];

describe('portmap with iptables', () => {
  test('lets localhost through a link for as long as anybody there needs it, and nobody else', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const [a, b, c, d] = [
      await host.container('a'),
      await host.container('b'),
      await host.container('c'),
      await host.container('d'),
    ];
    const state = async () => (await host.ok(localnet('cni0'))).stdout.trim();
    await net.add(c, [tcp(9000, 80, '10.1.2.1'), tcp(9001, 80, '::')]);
    await net.add(d, [tcp(9002, 80)], { conf: { snat: false } });
    expect(await state()).toBe('0');
    await net.add(a, [tcp(8080, 80)]);
    await net.add(b, [tcp(8081, 80, '127.0.0.1')]);
    expect(await state()).toBe('1');
    expect((await host.ok(localnet('lo'))).stdout.trim()).toBe('0');
    await serve(host, 'secret', 5000);
    await a.ok(['ip', 'route', 'add', '127.0.0.0/8', 'via', '10.1.2.1', 'table', '5']);
    await a.ok([
      'sh',
      '-c',
      'ip rule add to 127.0.0.9 lookup 5 priority 0; ip route del local 127.0.0.0/8 dev lo table local || true',
    ]);
    expect((await ask(a, ['tcp', '127.0.0.9', 5000]))[0]).not.toMatch(/^secret/);
    await net.del(a);
    expect(await state()).toBe('1');
    await net.del(b);
    expect(await state()).toBe('0');
    expect((await host.ok(['iptables-save'])).stdout).not.toMatch(/WEFT-LOCAL/);
  }, 30_000);

  /** What a DEL of the only port, 8080, has done when it is killed after its first transaction. */
  async function killedDel(host: Host): Promise<void> {
    const owner = /WEFT-OWNER-\S+/.exec((await host.ok(['iptables', '-t', 'nat', '-S'])).stdout)?.[0] ?? '';
    const killed = [
      `-F ${owner}`,
      `-X ${owner}`,
      '-X WEFT-LOCAL-cni0',
      '-D WEFT-HP-TCP-8064 1',
      '-F WEFT-PORT-TCP-8080',
      '-X WEFT-PORT-TCP-8080',
    ];
    for (const words of killed) await host.ok(['iptables', '-t', 'nat', ...words.split(' ')]);
  }

  test('keeps localhost for who came between a DEL that was killed and its second try', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const [a, b] = [await host.container('a'), await host.container('b')];
    const ports = { a: [tcp(8080, 80)], b: [tcp(8081, 80)] };
    const given = await net.add(a, ports.a);
    await killedDel(host);
    const result = await net.add(b, ports.b);
    await net.portmap.del(a, net.call({ ports: ports.a, prevResult: given }));
    expect((await host.ok(localnet('cni0'))).stdout.trim()).toBe('1');
    await net.portmap.check(b, result, net.call({ ports: ports.b, prevResult: result }));
    await net.del(b, { ports: ports.b });
    expect((await host.ok(localnet('cni0'))).stdout.trim()).toBe('0');
    expect((await host.ok(['iptables-save'])).stdout).not.toMatch(/WEFT-LOCAL/);
  }, 20_000);

  test('a DEL that cannot ask for the rules says so, and the next one removes them', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const a = await host.container('a');
    const prevResult = await net.add(a, [tcp(8080, 80)]);
    const call = net.call({ ports: [tcp(8080, 80)], prevResult });
    await host.ok(['sh', '-ec', 'mkdir /run/locked; printf "#!/bin/sh\nexit 4\n" >/run/locked/iptables']);
    await host.ok(['chmod', '755', '/run/locked/iptables']);
    const failed = await net.portmap.call('DEL', a, { ...call, env: { PATH: `/run/locked:${systemPath}` } });
    expect(failed.json).toMatchObject({ code: 11, msg: expect.stringContaining('Cannot list WEFT-OWNER-') });
    expect((await host.ok(['iptables-save'])).stdout).toMatch(/WEFT-PORT-TCP-8080/);
    await net.portmap.del(a, call);
    expect((await host.ok(['iptables-save'])).stdout).not.toMatch(/WEFT-PORT-TCP-8080|WEFT-OWNER/);
  }, 20_000);

  test.each(['DEL', 'GC'])(
    '%s switches off what a DEL that was killed has left on',
    async (command) => {
      await using host = await throwawayHost();
      const net = new PortNetwork(host, { backend });
      const a = await host.container('a');
      const prevResult = await net.add(a, [tcp(8080, 80)]);
      await killedDel(host);
      if (command === 'DEL') await net.portmap.del(a, net.call({ ports: [tcp(8080, 80)], prevResult }));
      else await net.portmap.gc([]);
      expect((await host.ok(localnet('cni0'))).stdout.trim()).toBe('0');
      expect((await host.ok(['iptables-save'])).stdout).not.toMatch(/WEFT-LOCAL/);
    },
    20_000,
  );

  test('leaves route_localnet on where somebody else has switched it on', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const [a, b] = [await host.container('a'), await host.container('b')];
    await net.add(a, []);
    await host.ok(['sh', '-c', 'echo 1 >/proc/sys/net/ipv4/conf/cni0/route_localnet']);
    await net.add(b, [tcp(1, 1, '10.1.2.1')]);
    await net.add(await host.container('c'), [tcp(8080, 80)]);
    await net.portmap.del({ id: 'c' });
    expect((await host.ok(localnet('cni0'))).stdout.trim()).toBe('1');
  }, 20_000);

  test.each([
    [{ markMasqBit: 5 }, '0x20/0x20'],
    [{}, '0x2000/0x2000'],
    [{ markMasqBit: 31 }, '0x80000000/0x80000000'],
  ])(
    'marks with the bit of %j, masquerades first of all (PM-16, PM-17)',
    async (conf, mark) => {
      await using host = await throwawayHost();
      await host.ok(['iptables', '-t', 'nat', '-A', 'POSTROUTING', '-d', '10.1.2.0/24', '-j', 'ACCEPT']);
      const net = new PortNetwork(host, { backend, ...conf });
      const web = await host.container('web');
      await net.add(web, [tcp(8080, 80)]);
      await serve(web, 'web', 80);
      const { stdout } = await host.ok(['iptables', '-t', 'nat', '-S']);
      expect(stdout).toMatch(
        new RegExp(`-A POSTROUTING [^\\n]* --mark ${mark} -j MASQUERADE\\n-A POSTROUTING`),
      );
      expect(stdout.match(new RegExp(`--set-xmark ${mark}`, 'g'))).toHaveLength(2);
      expect(await ask(web, ['tcp', '10.1.2.1', 8080])).toEqual(['web from 10.1.2.1']);
    },
    20_000,
  );

  test('hands what is to be masqueraded to a chain of somebody else (PM-15)', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend, externalSetMarkChain: 'PLZ-SET-MARK' });
    const web = await host.container('web');
    const prevResult = await net.bridge.add(web);
    const call = net.call({ ports: [tcp(8080, 80, '0.0.0.0')], prevResult });
    expect((await net.portmap.refused('ADD', web, call)).msg).toContain('PLZ-SET-MARK');
    const theirs =
      '-N PLZ-SET-MARK; -A PLZ-SET-MARK -j MARK --set-xmark 0x4/0x4; -A POSTROUTING -m mark --mark 0x4/0x4 -j MASQUERADE';
    for (const rule of theirs.split('; ')) await host.ok(['iptables', '-t', 'nat', ...rule.split(' ')]);
    await net.portmap.add(web, call);
    await net.portmap.check(web, prevResult, call);
    await serve(web, 'web', 80);
    expect(await ask(web, ['tcp', '10.1.2.1', 8080])).toEqual(['web from 10.1.2.1']);
    expect((await host.ok(['iptables-save'])).stdout).not.toContain('weft: masquerade port');
  }, 20_000);
});
