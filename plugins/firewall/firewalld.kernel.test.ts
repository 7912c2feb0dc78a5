import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { FirewallChain, reached, resultWith, rulesOf, worldWithRoutes } from './testFirewall.ts';
import {
  hostWithFirewalld,
  reloadFirewalld,
  sources,
  startFirewalld,
  stopFirewalld,
} from './testFirewalld.ts';

const both = resultWith('10.1.0.2/24', 'fd00:1::2/64');
const told = ['10.1.0.2/32', 'fd00:1::2/128'];

/** The rules that are ours; firewalld's own come and go with it. */
async function ours(host: Host): Promise<string[]> {
  return (await rulesOf(host)).filter((line) => /weft|WEFT/.test(line));
}

describe('firewalld', () => {
  // Reference: firewall FW-01 to FW-04
  test('is told the addresses, asked for by CHECK, and told again after a reload', async () => {
    await using host = await hostWithFirewalld();
    for (const own of [{ backend: 'firewalld' }, {}, { firewalldZone: 'internal' }]) {
      const zone = own.firewalldZone ?? 'trusted';
      const net = new PluginNetwork(host, { type: 'firewall', ...own });
      const c1 = await host.container(`c${zone}${Object.keys(own).length}`);
      expect(await net.add(c1, { prevResult: both })).toEqual(both);
      expect((await sources(host, zone)).sort()).toEqual(told);
      await net.check(c1, both);
      await reloadFirewalld(host);
      const { code, details } = await net.refused('CHECK', c1, { prevResult: both });
      expect([code, details]).toEqual([
        101,
        `zone "${zone}" of firewalld has no source 10.1.0.2\nzone "${zone}" of firewalld has no source fd00:1::2`,
      ]);
      await net.add(c1, { prevResult: both });
      await net.check(c1, both);
      await net.del(c1, own.backend ? { prevResult: both } : {});
      await net.del(c1, { prevResult: both });
      expect(await sources(host, zone)).toEqual([]);
    }
    expect(await ours(host)).toEqual([]);
    expect((await host.run(['ls', '/run/weft/firewalld'])).stdout).toBe('');
  }, 40_000);

  test('lets a container out and the world not in, and keeps to the policy by rules of ours', async () => {
    await using host = await hostWithFirewalld();
    const world = await worldWithRoutes(host);
    const chain = new FirewallChain(host, { ingressPolicy: 'same-bridge' });
    const other = new FirewallChain(host, { ingressPolicy: 'same-bridge' }, 2);
    const [a, b] = [await chain.attached(), await other.attached()];
    for (const to of ['192.0.2.2', 'fd00:99::2']) await ping(a.container, to);
    expect(await reached(world, a.v4, a.v6)).toEqual([false, false]);
    expect(await reached(a.container, b.v4, b.v6)).toEqual([false, false]);
    await chain.firewall.check(a.container, a.result);
    await chain.del(a.container, a.result);
    await other.del(b.container);
    expect(await sources(host)).toEqual([]);
    expect((await ours(host)).filter((line) => /cni[12]|:c[12]:/.test(line))).toEqual([]);
  }, 40_000);

  // Reference: firewall, latent defect L28
  test('may have been started or stopped between ADD and DEL', async () => {
    await using host = await hostWithFirewalld();
    const net = new PluginNetwork(host, { type: 'firewall' });
    const [a, b] = [await host.container('a'), await host.container('b')];
    await net.add(a, { prevResult: both });
    await stopFirewalld(host);
    await net.del(a, { prevResult: both });
    await net.add(b, { prevResult: both });
    expect((await ours(host)).join('\n')).toContain('weft:firewall:mynet:b:eth0');
    await startFirewalld(host); // which takes the rules of iptables away
    expect((await net.refused('CHECK', b, { prevResult: both })).details).toContain(
      'iptables lacks 74 of 74 rules',
    );
    await net.add(b, { prevResult: both });
    await net.check(b, both);
    await net.del(b, { prevResult: both });
    expect((await ours(host)).join('\n')).not.toContain('weft:firewall:mynet');
    expect(await sources(host)).toEqual([]);
  }, 40_000);
});

describe('firewalld, which knows no owners,', () => {
  // Reference: firewall, latent defect L30
  test('keeps an address that another attachment has got, and gives up what GC finds stale', async () => {
    await using host = await hostWithFirewalld();
    const net = new PluginNetwork(host, { type: 'firewall' });
    const [old, now] = [await host.container('old'), await host.container('now')];
    await net.add(old, { prevResult: both });
    await net.add(now, { prevResult: both });
    await net.del(old, { prevResult: both });
    await net.check(now, both);
    await net.gc(['now']);
    await net.check(now, both);
    await net.gc([], { conf: { name: 'another' } });
    await net.check(now, both);
    await net.gc([]);
    expect(await sources(host)).toEqual([]);
  }, 30_000);

  test('refuses what it cannot do, and then nothing is left', async () => {
    await using host = await hostWithFirewalld();
    const net = new PluginNetwork(host, { type: 'firewall', ingressPolicy: 'isolated' });
    const c1 = await host.container('c1');
    const said = async (conf: Record<string, unknown>, prevResult: unknown = both) => {
      const { code, msg } = await net.refused('ADD', c1, { conf, prevResult });
      return `${code} ${msg}`;
    };
    expect(await said({ firewalldZone: 'nozone' })).toMatch(/^100 .*10.1.0.2 to zone "nozone".*INVALID_ZONE/);
    await host.ok(['firewall-cmd', '--zone=public', '--add-source=fd00:1::2/128']);
    expect(await said({})).toMatch(/^100 .*fd00:1::2 to zone "trusted".*ZONE_CONFLICT/);
    expect(await said({}, { ...both, interfaces: [] })).toMatch(/^7 .*"ingressPolicy" "isolated"/);
    expect(await sources(host)).toEqual([]);
    expect(await ours(host)).toEqual([]);
  }, 30_000);
});

describe('without firewalld', () => {
  test('a configuration that asks for it fails, and STATUS says so before', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', backend: 'firewalld' });
    const c1 = await host.container('c1');
    expect(await net.refused('STATUS', undefined)).toMatchObject({
      code: 50,
      msg: expect.stringMatching(/firewalld/),
    });
    expect(await net.refused('ADD', c1, { prevResult: both })).toMatchObject({ code: 100 });
    await net.del(c1, { prevResult: both });
    expect((await host.run(['ls', '/run/weft/firewalld'])).stdout).toBe('');
  });

  test('or the bus, the configuration that says nothing means iptables', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall' });
    await net.status();
    await net.add(await host.container('c1'), { prevResult: both });
    expect((await ours(host)).join('\n')).toContain('iptables filter -A WEFT-A-20 -s 10.1.0.2/32');
  });
});
