import { pluginsUnderTest, referencePlugins } from '../testing/callPlugin.ts';
import { difference } from '../testing/difference.ts';
import { needs } from '../testing/needs.ts';
import { snapshot } from '../testing/snapshot.ts';
import { type Host, throwawayHost } from '../testing/throwawayHost.ts';

beforeAll(() => needs('ip', 'iptables', 'nft'));

const ipam = {
  type: 'host-local',
  ranges: [[{ subnet: '10.9.0.0/24' }], [{ subnet: 'fd00:9::/64' }]],
  routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
};

/** The compiled tool on a network "n" of one plugin, and a namespace "blue". */
async function networkOf(host: Host, plugin: object, cniVersion = '1.1.0') {
  const conf = JSON.stringify({ cniVersion, name: 'n', plugins: [plugin] });
  host.write('/etc/cni/net.d/10-n.conflist', conf);
  const blue = await host.container('blue');
  return { blue, cnitool: (...argv: string[]) => host.run([`${pluginsUnderTest}/cnitool`, ...argv]) };
}

const flushes: [string, string, string][] = [
  ['iptables', 'all rules', 'iptables -t nat -F; ip6tables -t nat -F'],
  [
    'iptables',
    'the chain that leads to ours',
    'iptables -t nat -F POSTROUTING; ip6tables -t nat -F POSTROUTING',
  ],
  [
    'iptables',
    'rules and chains',
    'iptables -t nat -F; iptables -t nat -X; ip6tables -t nat -F; ip6tables -t nat -X',
  ],
  ['nftables', 'the ruleset', 'nft flush ruleset'],
  ['nftables', 'our table without its sets', 'nft flush table inet weft'],
];

describe.each(['bridge', 'ptp'])('cnitool repair with %s', (type) => {
  test.each(flushes)(
    'puts masquerade of %s back after %s had been flushed',
    async (ipMasqBackend, _, flush) => {
      await using host = await throwawayHost({ plugins: pluginsUnderTest });
      const { blue, cnitool } = await networkOf(host, {
        type,
        isGateway: true,
        ipMasq: true,
        ipMasqBackend,
        ipam,
      });
      expect(await cnitool('add', 'n', 'blue')).toMatchObject({ exitCode: 0 });
      const before = await snapshot(host, blue);
      await host.ok(['sh', '-ec', flush]);
      expect(await cnitool('check', 'n', 'blue')).toMatchObject({ exitCode: 1 });

      const repaired = await cnitool('repair', 'n');
      expect(repaired).toMatchObject({ exitCode: 0, stdout: '' });
      expect(repaired.stderr).toMatch(
        /:eth0 \w+: repaired: 10\.9\.0\.2 is not masqueraded outside 10\.9\.0\.0\/24/,
      );
      expect(repaired.stderr).toMatch(/repaired: fd00:9::2 is not masqueraded/);
      expect(difference(before, await snapshot(host, blue))).toEqual([]);
      expect(await cnitool('check', 'n', 'blue')).toMatchObject({ exitCode: 0, stderr: '' });
      expect(await cnitool('repair', 'n')).toMatchObject({ exitCode: 0, stderr: '' });
      expect(difference(before, await snapshot(host, blue))).toEqual([]);
    },
  );
});

test("cnitool repair puts back the check of the sender's MAC, and forwarding", async () => {
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  const { blue, cnitool } = await networkOf(host, {
    type: 'bridge',
    isGateway: true,
    macspoofchk: true,
    ipam,
  });
  expect(await cnitool('add', 'n', 'blue')).toMatchObject({ exitCode: 0 });
  const before = await snapshot(host, blue);
  await host.ok(['sh', '-ec', 'nft flush ruleset; sysctl -qw net.ipv4.ip_forward=0']);
  const repaired = await cnitool('repair', 'n');
  expect(repaired).toMatchObject({ exitCode: 0 });
  expect(repaired.stderr).toContain('repaired: the host does not forward IPv4');
  expect(repaired.stderr).toContain('lets frames pass from any MAC');
  expect(difference(before, await snapshot(host, blue))).toEqual([]);
});

test('cnitool repair leaves alone what is not a rule, and says what still differs', async () => {
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  const { blue, cnitool } = await networkOf(host, { type: 'bridge', isGateway: true, ipMasq: true, ipam });
  expect(await cnitool('add', 'n', 'blue')).toMatchObject({ exitCode: 0 });
  await host.ok(['iptables', '-t', 'nat', '-F']);
  await blue.ok(['ip', 'address', 'del', '10.9.0.2/24', 'dev', 'eth0']);
  const repaired = await cnitool('repair', 'n');
  expect(repaired).toMatchObject({ exitCode: 1, stdout: '' });
  expect(repaired.stderr).toContain('Cannot repair network "n" completely: problems left: 1');
  expect((await blue.ok(['ip', '-4', 'address', 'show', 'dev', 'eth0'])).stdout).toBe('');
});

test('cnitool repair passes over an attachment whose namespace is gone', async () => {
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  const { cnitool } = await networkOf(host, { type: 'bridge', ipMasq: true, ipam });
  expect(await cnitool('add', 'n', 'blue')).toMatchObject({ exitCode: 0 });
  await host.ok(['sh', '-ec', 'umount /run/netns/blue; rm /run/netns/blue; iptables -t nat -F']);
  expect(await cnitool('repair', 'n')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});

test('cnitool repair says of plugins of another suite what they found, and that they cannot', async () => {
  await using host = await throwawayHost({ plugins: referencePlugins });
  const conf = { type: 'bridge', bridge: 'cni9', isGateway: true, ipMasq: true, ipam };
  const { blue, cnitool } = await networkOf(host, conf, '1.0.0');
  const own = ['--plugin-dir', referencePlugins];
  expect(await cnitool('add', 'n', 'blue', ...own)).toMatchObject({ exitCode: 0 });
  await blue.ok(['ip', 'address', 'flush', 'dev', 'eth0']);
  const { exitCode, stderr } = await cnitool('repair', 'n', ...own);
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('unknown CNI_COMMAND: REPAIR'),
  });
});

test('cnitool repair refuses a version without CHECK', async () => {
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  const { cnitool } = await networkOf(host, { type: 'bridge', ipam }, '0.3.1');
  const { exitCode, stderr } = await cnitool('repair', 'n');
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('has no CHECK'),
  });
});
