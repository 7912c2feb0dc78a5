import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { resultWith, rulesOf } from './testFirewall.ts';

const both = resultWith('10.1.0.2/24', 'fd00:1::2/64');

/** What the plugin before says in a version. */
function resultIn(version: string): Record<string, unknown> {
  if (version < '0.3.0')
    return { cniVersion: version, ip4: { ip: '10.1.0.2/24' }, ip6: { ip: 'fd00:1::2/64' }, dns: {} };
  const ips = both.ips as object[];
  const told = version < '1.0.0' ? ips.map((ip, n) => ({ version: n ? '6' : '4', ...ip })) : ips;
  return { ...both, cniVersion: version, ips: told };
}

// Reference: firewall FW-03, FW-04, FW-05, FW-06, FW-08, which begin at 0.4.0
test.each(['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'])(
  'in version %s',
  async (cniVersion) => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', cniVersion });
    const c1 = await host.container('c1');
    const prevResult = resultIn(cniVersion);
    expect(await net.add(c1, { prevResult })).toMatchObject(prevResult);
    if (cniVersion >= '0.4.0') await net.check(c1, prevResult);
    const rules = (await rulesOf(host)).filter((line) => line.includes('weft:firewall:mynet:c1:eth0'));
    expect(rules.map((line) => / -[sd] (\S+)/.exec(line)?.[1])).toEqual([
      '10.1.0.2/32',
      '10.1.0.2/32',
      'fd00:1::2/128',
      'fd00:1::2/128',
    ]);
    await net.del(c1, { prevResult });
    expect((await rulesOf(host)).join('\n')).not.toContain('weft:firewall:mynet');
  },
);

describe('a bad call changes nothing', () => {
  // Reference: firewall, latent defect L29
  test.each([
    [{ ingressPolicy: 'sometimes' }, both, /"ingressPolicy" "sometimes": not one of/],
    [{ backend: 'iptable' }, both, /"backend" "iptable": not one of/],
    [{ iptablesAdminChainName: 'INPUT' }, both, /"iptablesAdminChainName" "INPUT": reserved/],
    [{}, undefined, /Cannot run ADD of "firewall": "prevResult" is missing/],
    [
      { ingressPolicy: 'isolated' },
      { ...both, interfaces: [] },
      /"isolated": the result before tells no bridge/,
    ],
    [
      { ingressPolicy: 'same-bridge' },
      { ...both, interfaces: [{ name: 'eth0', sandbox: '/run/netns/c1' }], ips: [] },
      /"same-bridge": the result before tells no bridge first/,
    ],
    [
      { ingressPolicy: 'same-bridge' },
      { ...both, interfaces: [{ name: 'cni!0' }, { name: 'v' }, { name: 'eth0', sandbox: '/run/netns/c1' }] },
      /the name "cni!0" of the bridge does not fit into a rule/,
    ],
  ])('%j', async (conf, prevResult, said) => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall' });
    const c1 = await host.container('c1');
    const before = await snapshot(host);
    const error = await net.refused('ADD', c1, { conf, prevResult });
    expect([error.code, error.msg]).toEqual([7, expect.stringMatching(said)]);
    expect(await snapshot(host)).toEqual(before);
    await net.del(c1, { conf, prevResult });
  });

  test('a result without addresses of the container needs no rule', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall' });
    const c1 = await host.container('c1');
    const before = await snapshot(host);
    await net.add(c1, { prevResult: resultWith() });
    await net.check(c1, resultWith());
    await net.del(c1, { prevResult: resultWith() });
    expect(await snapshot(host)).toEqual(before);
  });
});

/** Takes programs away: what they point to is no file any more. */
async function hide(host: Host, ...programs: string[]): Promise<void> {
  const mounts = programs.map((program) => `mount --bind /dev/null $(readlink -f $(command -v ${program}))`);
  await host.ok(['sh', '-ec', mounts.join('\n')]);
}

describe('where nothing says which backend', () => {
  test('iptables is the one, nftables where that is not installed, and STATUS knows', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall' });
    const c1 = await host.container('c1');
    await net.status();
    await hide(host, 'iptables');
    await net.status();
    await net.add(c1, { prevResult: both });
    await net.check(c1, both);
    expect((await host.ok(['nft', 'list', 'ruleset'])).stdout).toContain('weft:firewall:mynet:c1:eth0');
    await hide(host, 'nft');
    const missing = { code: 50, msg: expect.stringContaining('program "nft" is not installed') };
    expect(await net.refused('STATUS', undefined)).toMatchObject(missing);
    const iptables = {
      code: 50,
      msg: expect.stringMatching(/"iptables-restore" is not .*"ip6tables-restore" is not/),
    };
    expect(await net.refused('STATUS', undefined, { conf: { backend: 'iptables' } })).toMatchObject(iptables);
  });

  test('nftables takes over where the kernel does not know what iptables wants', async () => {
    await using host = await throwawayHost();
    host.write(
      '/var/tools/iptables',
      `#!/bin/sh\necho "can't initialize iptables table 'filter'" >&2; exit 3\n`,
    );
    await host.ok([
      'sh',
      '-ec',
      'chmod 755 /var/tools/iptables; cp /var/tools/iptables /var/tools/ip6tables',
    ]);
    const env = { PATH: '/var/tools:/usr/sbin:/usr/bin' };
    const net = new PluginNetwork(host, { type: 'firewall' });
    const c1 = await host.container('c1');
    await net.add(c1, { prevResult: both, env });
    await net.check(c1, both, { env });
    expect((await rulesOf(host)).join('\n')).toContain('nft element inet weft-firewall open4');
    await net.del(c1, { prevResult: both, env });
    expect((await rulesOf(host)).join('\n')).not.toContain('weft:firewall:mynet');
  });
});
