/** What docs/operations.md says about moving a node from the reference plugins to ours and back with its containers. */
import { pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';

const ours = pluginsUnderTest;
const theirs = referencePlugins;

beforeAll(() => needs('ip', 'iptables', 'nft', `${ours}/cnitool`, `${theirs}/bridge`));

function network(cniVersion: string, keys: object = {}): string {
  const ipam = { type: 'host-local', ranges: [[{ subnet: '10.41.0.0/24' }]] };
  const plugin = { type: 'bridge', bridge: 'cni0', isGateway: true, ...keys, ipam };
  return JSON.stringify({ cniVersion, name: 'moving', plugins: [plugin] });
}

const cnitool = (host: Host, plugins: string, ...words: string[]) =>
  host.run([`${ours}/cnitool`, ...words, '--plugin-dir', plugins]);

async function attach(host: Host, plugins: string, name: string): Promise<string> {
  const { stdout, stderr } = await cnitool(host, plugins, 'add', 'moving', name);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { ips: { address: string }[] }).ips[0]?.address ?? '';
}

/** What both leave on purpose; and of ours a hint at an address that the reference gave back, until GC finds it old. */
const kept = [
  /^\+ host (link|address|route|sysctl) .*\bcni0\b/,
  /^[-+] host sysctl net\/ipv4\/ip_forward /,
  /^\+ host file \S+ folder /,
  /^\+ host file \/var\/lib\/cni\/networks\/moving\/(lock|last_reserved_ip\.0) /,
  /^\+ host file \/var\/lib\/cni\/networks\/\.weft\/moving\/[0-9a-f]{16}\.\d link to 10\.41\.0\.\d$/,
];
const notKept = (line: string) => !kept.some((pattern) => pattern.test(line));

describe.each([
  ['we', ours, 'the reference', theirs],
  ['the reference', theirs, 'we', ours],
])('what %s attached', (_who, first, other, second) => {
  test(`${other} can check and detach, and gives its address to nobody else before`, async () => {
    await using host = await throwawayHost();
    host.write('/etc/cni/net.d/10-moving.conflist', network('1.0.0'));
    await host.container('old');
    await host.container('new');
    const before = await snapshot(host);
    expect(await attach(host, first, 'old')).toBe('10.41.0.2/24');
    expect(await attach(host, second, 'new')).toBe('10.41.0.3/24');
    expect(await cnitool(host, second, 'check', 'moving', 'old')).toMatchObject({ exitCode: 0, stderr: '' });
    for (const name of ['old', 'new'])
      expect(await cnitool(host, second, 'del', 'moving', name)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(difference(before, await snapshot(host)).filter(notKept)).toEqual([]);
  }, 30_000);
});

test('a masquerade that the reference leaves of ours, our garbage collection removes', async () => {
  await using host = await throwawayHost();
  host.write('/etc/cni/net.d/10-moving.conflist', network('1.0.0', { ipMasq: true }));
  await host.container('old');
  const before = await snapshot(host);
  await attach(host, ours, 'old');
  await cnitool(host, theirs, 'del', 'moving', 'old'); // some versions fail over the chain that is not there
  expect(await cnitool(host, theirs, 'del', 'moving', 'old')).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await host.ok(['iptables', '-t', 'nat', '-S', 'WEFT-MASQ'])).stdout).toContain(' -j MASQUERADE');

  host.write('/etc/cni/net.d/10-moving.conflist', network('1.1.0', { ipMasq: true }));
  expect(await cnitool(host, ours, 'gc', 'moving', '--none-valid')).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
  expect(difference(before, await snapshot(host)).filter(notKept)).toEqual([]);
}, 30_000);
