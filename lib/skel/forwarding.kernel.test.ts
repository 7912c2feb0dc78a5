import { systemPath } from '../testing/needs.ts';
import { PluginNetwork } from '../testing/pluginNetwork.ts';
import { type Host, throwawayHost } from '../testing/throwawayHost.ts';

const v4 = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }]] };
const dual = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]] };

/** An `ip` that writes down what it is told and asked: the environment in which plugins find it. */
function overheard(host: Host): Record<string, string> {
  host.write('/run/ears/ip', '#!/bin/sh\ntee -a /run/ears/heard | /usr/sbin/ip "$@"\n');
  return { PATH: `/run/ears:${systemPath}` };
}

// A host has as many routes as attachments, or more; what lists them grows with the node.
test.each(['bridge', 'ptp'])(
  '%s lists no routes on ADD, unless it is the first to have the host forward IPv6',
  async (type) => {
    await using host = await throwawayHost();
    const env = overheard(host);
    await host.ok(['chmod', '+x', '/run/ears/ip']);
    const net = new PluginNetwork(host, { type, isGateway: true });
    const asked = async (ipam: object) => {
      host.write('/run/ears/heard', '');
      await net.add(await host.container(), { conf: { ipam }, env });
      const lines = host.read('/run/ears/heard').split('\n');
      expect(lines).toContainEqual(expect.stringMatching(/^link add /));
      return lines.filter((line) => /^route show/.test(line));
    };
    expect(await asked(v4)).toEqual([]);
    expect(await asked(dual)).toEqual(['route show table all proto ra']);
    expect(await asked(dual)).toEqual([]);
  },
);
