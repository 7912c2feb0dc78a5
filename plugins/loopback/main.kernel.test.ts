import { versions } from '../../lib/spec/version.ts';
import { callPlugin, type PluginOutcome } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';

interface Call {
  conf?: Record<string, unknown>;
  netns?: string;
  ifName?: string;
  args?: string;
}

function call(
  host: Host,
  command: string,
  container: Container | undefined,
  { conf, ...more }: Call = {},
): Promise<PluginOutcome> {
  const whom = container && { containerId: container.id, netns: container.netns, ifName: 'lo' };
  return callPlugin({
    host,
    type: 'loopback',
    command,
    conf: { cniVersion: '1.1.0', name: 'lo', type: 'loopback', ...conf },
    ...whom,
    ...more,
  });
}

async function ok(...args: Parameters<typeof call>): Promise<PluginOutcome> {
  const outcome = await call(...args);
  demandSuccess(outcome);
  return outcome;
}

async function isUp(container: Container): Promise<boolean> {
  return (await container.ipJson('link', 'show', 'dev', 'lo'))[0]?.flags?.includes('UP') ?? false;
}

describe('loopback', () => {
  // Reference: loopback 11 no. 1 and 2
  test.each(versions)(
    'ADD brings lo up and DEL takes it down, whatever CNI_ARGS says, in version %s',
    async (cniVersion) => {
      await using host = await throwawayHost();
      const container = await host.container();
      const { json } = await ok(host, 'ADD', container, { conf: { cniVersion }, args: 'none' });
      expect(await isUp(container)).toBe(true);
      await container.ok(['ping', '-n', '-c1', '-W2', '127.0.0.1']);
      await container.ok(['ping', '-n', '-c1', '-W2', '::1']);
      expect(json).toMatchObject(expectedResult(cniVersion, container));
      expect((await ok(host, 'DEL', container, { conf: { cniVersion } })).stdout).toBe('');
      expect(await isUp(container)).toBe(false);
    },
  );

  test('ADD means lo whatever CNI_IFNAME says, and may be called again', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    for (const ifName of ['eth0', 'lo', 'net1']) {
      const { json } = await ok(host, 'ADD', container, { ifName });
      expect(json?.interfaces).toEqual([
        { name: 'lo', mac: '00:00:00:00:00:00', mtu: 65_536, sandbox: container.netns },
      ]);
    }
  });

  test('ADD in the middle of a chain passes the result before it on', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const prevResult = {
      cniVersion: '0.4.0',
      interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:01', sandbox: container.netns }],
      ips: [{ version: '4', address: '10.1.2.3/24', gateway: '10.1.2.1', interface: 0 }],
      routes: [{ dst: '0.0.0.0/0', gw: '10.1.2.1' }],
      dns: { nameservers: ['192.0.2.1'] },
    };
    const { json } = await ok(host, 'ADD', container, { conf: { cniVersion: '0.4.0', prevResult } });
    expect(json).toEqual(prevResult);
    expect(await isUp(container)).toBe(true);
  });

  test('ADD refuses an address of the world on lo, and leaves it as it was', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await container.ok(['ip', 'address', 'add', '10.9.9.9/32', 'dev', 'lo']);
    const before = await snapshot(host, container);
    const { exitCode, json } = await call(host, 'ADD', container);
    expect([exitCode, json?.code, json?.msg]).toEqual([
      1,
      7,
      'Cannot bring up "lo": it has the address 10.9.9.9/32, which is no loopback address',
    ]);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test('DEL is content with a namespace that is not there, and with being called again', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await ok(host, 'ADD', container);
    for (const netns of ['', '/run/netns/gone', container.netns, container.netns])
      await ok(host, 'DEL', container, { netns });
    expect(await isUp(container)).toBe(false);
  });

  test('refuses its own namespace before it changes anything', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    for (const command of ['ADD', 'DEL', 'CHECK'])
      expect((await call(host, command, container, { netns: host.netns })).json?.code).toBe(4);
    expect((await host.ipJson('link', 'show', 'dev', 'lo'))[0]?.flags).toContain('UP');
  });

  test('CHECK tells whether lo is up, and changes nothing', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const { json: prevResult } = await ok(host, 'ADD', container);
    const before = await snapshot(host, container);
    await ok(host, 'CHECK', container, { conf: { prevResult } });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
    await container.ok(['ip', 'link', 'set', 'lo', 'down']);
    expect((await call(host, 'CHECK', container, { conf: { prevResult } })).json).toMatchObject({
      code: 101,
      msg: 'Loopback differs: "lo" is down',
    });
  });

  test('GC and STATUS have nothing to change', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await ok(host, 'ADD', container);
    const before = await snapshot(host, container);
    for (const valid of [[], [{ containerID: 'c1', ifname: 'lo' }]])
      await ok(host, 'GC', undefined, { conf: { 'cni.dev/valid-attachments': valid } });
    await ok(host, 'STATUS', undefined);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });
});

function expectedResult(cniVersion: string, container: Container): object {
  const old = cniVersion === '0.1.0' || cniVersion === '0.2.0';
  if (old) return { cniVersion, ip4: { ip: '127.0.0.1/8' }, ip6: { ip: '::1/128' } };
  const ips = [
    { address: '127.0.0.1/8', interface: 0 },
    { address: '::1/128', interface: 0 },
  ];
  return { cniVersion, interfaces: [{ name: 'lo', sandbox: container.netns }], ips };
}
