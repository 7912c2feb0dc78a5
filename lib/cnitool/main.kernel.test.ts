import { fileURLToPath } from 'node:url';
import { needs } from '../testing/needs.ts';
import { type Host, throwawayHost } from '../testing/throwawayHost.ts';

/** The reference's executables, where Debian's containernetworking-plugins puts them. */
const plugins = '/usr/lib/cni';

beforeAll(() => needs('unshare', 'nsenter', 'mount', 'ip'));

/** The tool as a process of its own inside the host, the way a user runs it. */
function cnitool(host: Host, ...argv: string[]) {
  const room = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
  const program = `
    import { cnitool } from ${room('main.ts')};
    import { execaRunner } from ${room('../kernel/run.ts')};
    process.exitCode = await cnitool(${JSON.stringify(argv)}, process.env, { runner: execaRunner, version: 'test' });`;
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  return host.run([process.execPath, '--import', tsx, '--input-type=module', '-e', program]);
}

describe('cnitool with the reference plugins', () => {
  test('attaches, checks and detaches a real namespace by its name, and remembers it in between', async () => {
    await using host = await throwawayHost({ plugins });
    const blue = await host.container('blue');
    const lo = async () => (await blue.ipJson('link', 'show', 'lo'))[0]?.flags?.includes('UP');
    host.write(
      '/etc/cni/net.d/99-lo.conflist',
      '{"cniVersion":"1.0.0","name":"lo","plugins":[{"type":"loopback"}]}',
    );
    expect(await lo()).toBe(false);

    const added = await cnitool(host, 'add', 'lo', 'blue');
    expect(added).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(added.stdout)).toMatchObject({
      cniVersion: '1.0.0',
      interfaces: [{ name: 'lo', sandbox: '/var/run/netns/blue' }],
      ips: [{ address: '127.0.0.1/8', interface: 0 }, { address: '::1/128' }],
    });
    expect(await lo()).toBe(true);
    const { stdout } = await host.ok(['ls', '/var/lib/cni/results']);
    expect(stdout).toMatch(/^lo-cnitool-[0-9a-f]{20}-eth0\n$/);

    expect(await cnitool(host, 'check', 'lo', 'blue')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(await cnitool(host, 'del', 'lo', 'blue')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(await lo()).toBe(false);
    expect((await host.ok(['ls', '/var/lib/cni/results'])).stdout).toBe('');
  });

  test('leaves nothing when the second of two plugins fails', async () => {
    await using host = await throwawayHost({ plugins });
    const blue = await host.container('blue');
    const ipam = { type: 'host-local', subnet: '10.9.0.0/24' };
    const bridge = { type: 'bridge', bridge: 'cni9', ipam };
    const broken = { type: 'tuning', sysctl: { 'net.ipv4.no_such_thing': '1' } };
    const network = { cniVersion: '1.0.0', name: 'n', plugins: [bridge, broken] };
    host.write('/etc/cni/net.d/10-n.conflist', JSON.stringify(network));

    const { exitCode, stdout, stderr } = await cnitool(host, 'add', 'n', 'blue');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('cnitool: plugin "tuning" of network "n" failed on ADD: ');
    expect(stderr).toContain('\n  undone: DEL of all plugins succeeded\n');
    expect((await blue.ipJson('link', 'show')).map(({ ifname }) => ifname)).toEqual(['lo']);
    expect((await host.ok(['ls', '/var/lib/cni/results'])).stdout).toBe('');
    const leases = await host.ok(['find', '/var/lib/cni/networks/n', '-name', '10.*']);
    expect(leases.stdout).toBe('');
  });

  test('prints the versions of a real network', async () => {
    await using host = await throwawayHost({ plugins });
    host.write(
      '/etc/cni/net.d/99-lo.conflist',
      '{"cniVersion":"1.0.0","name":"lo","plugins":[{"type":"loopback"}]}',
    );
    const { stdout } = await cnitool(host, 'version', 'lo');
    expect(stdout).toMatch(/^loopback \(\/opt\/cni\/bin\/loopback\): 0\.1\.0 .*1\.0\.0/m);
  });
});
