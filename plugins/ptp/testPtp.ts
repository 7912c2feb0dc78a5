import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** host-local with one set for each subnet, and with default routes of their families. */
export function ipam(subnets: string[]): object {
  const routes = [{ dst: '0.0.0.0/0' }, { dst: '::/0' }];
  const isV6 = (text: string) => text.includes(':');
  const wanted = routes.filter(({ dst }) => subnets.some((subnet) => isV6(subnet) === isV6(dst)));
  return { type: 'host-local', ranges: subnets.map((subnet) => [{ subnet }]), routes: wanted };
}

export const dual = ipam(['10.1.2.0/24', 'fd00:1::/66']);

/** A network of the compiled `ptp`, of both families unless told otherwise. */
export function ptpNetwork(
  host: Host,
  own: Record<string, unknown> = {},
  ...folders: string[]
): PluginNetwork {
  return new PluginNetwork(host, { type: 'ptp', ipam: dual, ...own }, ...folders);
}

/** What routes and addresses a host keeps of attachments; nothing of them once all are detached. */
export async function hostRoutes(host: Host): Promise<string[]> {
  const { stdout } = await host.ok(['sh', '-c', 'ip -4 route; ip -6 route']);
  return stdout.split('\n').filter((line) => line.includes('veth'));
}

/** Everything on a host that is an attachment's of "mynet": links, addresses, routes, rules and reservations. */
export async function ofAttachments(host: Host): Promise<string[]> {
  const pattern = / veth|weft:ptp:mynet|file \/var\/lib\/cni\/networks\/mynet\/[\da-f.:]+ /;
  return (await snapshot(host)).filter((line) => pattern.test(line));
}
