import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { FaultyRules } from './testFaultyRules.ts';
import { resultWith } from './testFirewall.ts';

const dual = resultWith('10.1.0.2/24', 'fd00:1::2/64');
const list = (tool: string) => `${tool} --wait 20 --list-rules WEFT-A-20`;
const restore = (tool: string) => `${tool}-restore --noflush --wait`;

const cases = [
  {
    backend: 'iptables',
    add: ['iptables', 'ip6tables'].flatMap((tool) => [list(tool), restore(tool)]),
    del: ['iptables', 'ip6tables'].map(restore),
  },
  { backend: 'nftables', add: ['nft -f -'], del: ['nft -f -'] },
];

// What grows with the host's containers is never listed: with iptables only the chain of the address, one of 32.
test.each(cases)(
  'firewall ADD and DEL with $backend start these programs, whoever else is there',
  async (given) => {
    const { backend, add, del } = given;
    await using host = await throwawayHost();
    using watched = new FaultyRules();
    const net = new PluginNetwork(host, { type: 'firewall', backend });
    const [first, c1] = [await host.container('first'), await host.container('c1')];
    await net.add(first, { prevResult: resultWith('10.1.0.34/24', 'fd00:1::22/64') });
    await net.add(c1, { prevResult: dual, env: watched.env(0) });
    expect(watched.calls().sort()).toEqual([...add].sort());
    await net.del(c1, { prevResult: dual, env: watched.env(0) });
    expect(watched.calls().sort()).toEqual([...del].sort());
  },
);
