import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { FirewallChain, resultWith, rulesOf } from './testFirewall.ts';

const backends = ['iptables', 'nftables'];
const both = resultWith('10.1.0.2/24', 'fd00:1::2/64');

/** The lines that name an attachment. */
function owned(rules: string[], id: string): string[] {
  return rules.filter((line) => line.includes(`:${id}:`));
}

describe.each(backends)('DEL with %s', (backend) => {
  // Reference: firewall FW-08
  test('takes back what ADD made, with a result, without one, and with a wrong one; twice; without a namespace', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', backend, ingressPolicy: 'same-bridge' });
    const [a, stays] = [await host.container('a'), await host.container('stays')];
    await net.add(stays, { prevResult: resultWith('10.1.0.9/24', 'fd00:1::9/64') });
    const before = await rulesOf(host);
    for (const prevResult of [both, undefined, resultWith('10.1.0.9/24'), resultWith()]) {
      await net.add(a, { prevResult: both });
      expect(owned(await rulesOf(host), 'a').length).toBeGreaterThan(4);
      await net.del({ id: 'a' }, { prevResult });
      await net.del(a, { prevResult });
      expect(await rulesOf(host)).toEqual(before);
    }
  }, 30_000);

  // Reference: firewall, latent defect L30
  test('of a container that had an address before leaves the one that has it now alone', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', backend });
    const [old, now] = [await host.container('old'), await host.container('now')];
    await net.add(old, { prevResult: both });
    await net.add(now, { prevResult: both });
    await net.check(now, both);
    await net.del(old, { prevResult: both });
    await net.check(now, both);
    expect(owned(await rulesOf(host), 'old')).toEqual([]);
    await net.del(now, { prevResult: both });
    expect(owned(await rulesOf(host), 'now')).toEqual([]);
  }, 20_000);

  test('of one interface leaves the other of the same container', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', backend });
    const c1 = await host.container('c1');
    const other = resultWith('10.1.0.3/24', 'fd00:1::3/64');
    const second = {
      ...other,
      interfaces: [{ name: 'cni0' }, { name: 'v' }, { name: 'eth1', sandbox: c1.netns }],
    };
    await net.add(c1, { prevResult: both });
    const before = await rulesOf(host);
    await net.add(c1, { prevResult: second, ifName: 'eth1' });
    await net.del(c1, { prevResult: second, ifName: 'eth1' });
    expect(await rulesOf(host)).toEqual(before);
  });

  test('does not care what the configuration says today', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', backend });
    const c1 = await host.container('c1');
    const other = backend === 'iptables' ? 'nftables' : 'iptables';
    for (const conf of [
      { backend: undefined },
      { backend: other },
      { backend: 'sometimes', ingressPolicy: 'never' },
    ]) {
      await net.add(c1, { prevResult: both });
      await net.del(c1, { prevResult: both, conf });
      expect(owned(await rulesOf(host), 'c1')).toEqual([]);
    }
  }, 20_000);
});

describe.each(backends)('GC with %s', (backend) => {
  test('removes what is of no valid attachment of the network, and at the end all that is shared', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', backend, ingressPolicy: 'isolated' });
    const foreign = { name: 'another' };
    const before = await rulesOf(host);
    for (const [n, id] of ['a', 'b', 'c'].entries()) {
      const conf = id === 'c' ? foreign : {};
      await net.add(await host.container(id), {
        prevResult: resultWith(`10.1.0.${n + 2}/24`, `fd00:1::${n + 2}/64`),
        conf,
      });
    }
    const count = async () => ['a', 'b', 'c'].map(async (id) => owned(await rulesOf(host), id).length > 0);
    await net.gc(['b']);
    expect(await Promise.all(await count())).toEqual([false, true, true]);
    await net.gc([]);
    expect(await Promise.all(await count())).toEqual([false, false, true]);
    await net.gc([], { conf: foreign });
    expect(await rulesOf(host)).toEqual(before);
    await net.gc([]);
  }, 30_000);
});

test('nftables, after a container with a policy alone, keeps no policy of a bridge that is gone', async () => {
  await using host = await throwawayHost();
  const chain = new FirewallChain(host, { backend: 'nftables', ingressPolicy: 'same-bridge' });
  const [a, b] = [await chain.attached(), await chain.attached()];
  await chain.del(a.container, a.result);
  await chain.firewall.gc([b.container.id]);
  await chain.firewall.check(b.container, b.result);
});
