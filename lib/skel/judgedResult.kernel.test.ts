import type { PluginOutput } from '../testing/callPlugin.ts';
import { PluginNetwork } from '../testing/pluginNetwork.ts';
import { throwawayHost } from '../testing/throwawayHost.ts';

const ipam = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }]] };

/** What a plugin of somebody else, later in the chain, may have made of a result. */
const strange: [string, (result: PluginOutput) => object][] = [
  ['a nameserver by its name', (result) => ({ ...result, dns: { nameservers: ['dns.example.org'] } })],
  [
    'an interface without a name',
    (result) => ({ ...result, interfaces: [...(result.interfaces ?? []), { name: '' }] }),
  ],
  [
    'an interface whose name is too long',
    (result) => ({
      ...result,
      interfaces: [...(result.interfaces ?? []), { name: 'a-very-long-bridge-name' }],
    }),
  ],
  ['a version that nobody knows', (result) => ({ ...result, cniVersion: '1.2.0' })],
];

test.each(strange)(
  'DEL with a prevResult that tells %s removes everything; CHECK names what it cannot read',
  async (_, change) => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'bridge', isGateway: true, ipMasq: true, ipam });
    const container = await host.container();
    const prevResult = change(await net.add(container));
    expect((await net.refused('CHECK', container, { prevResult })).msg).toContain('prevResult');
    await net.del(container, { prevResult });
    expect(await host.ipJson('link', 'show', 'type', 'veth')).toEqual([]);
    const { stdout } = await host.ok(['find', '/var/lib/cni/networks/mynet', '-name', '10.*']);
    expect(stdout).toBe('');
    const { stdout: rules } = await host.ok(['iptables', '-t', 'nat', '-S']);
    expect(rules).not.toContain('weft:bridge:mynet');
  },
);

test('DEL removes everything also when the dns of the configuration became wrong, which CHECK tells', async () => {
  await using host = await throwawayHost();
  const net = new PluginNetwork(host, { type: 'bridge', ipam });
  const container = await host.container();
  const prevResult = await net.add(container);
  const wrong = { prevResult, conf: { dns: { nameservers: ['dns.example.org'] } } };
  expect((await net.refused('CHECK', container, wrong)).msg).toContain('"dns.example.org"');
  await net.del(container, wrong);
  expect(await host.ipJson('link', 'show', 'type', 'veth')).toEqual([]);
  const { stdout } = await host.ok(['find', '/var/lib/cni/networks/mynet', '-name', '10.*']);
  expect(stdout).toBe('');
});
