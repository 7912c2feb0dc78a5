import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

export const v4 = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }]] };
export const dual = {
  type: 'host-local',
  ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]],
};

/** A network of the compiled `dummy`, with IPv4 unless told otherwise. */
export function dummyNetwork(
  host: Host,
  own: Record<string, unknown> = {},
  ...folders: string[]
): PluginNetwork {
  return new PluginNetwork(host, { type: 'dummy', ipam: v4, ...own }, ...folders);
}
