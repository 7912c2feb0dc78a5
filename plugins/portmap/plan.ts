import { isV6 } from '../../lib/net/family.ts';
import type { PortForward, Portmap } from '../../lib/ops/portmap.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { containerAddresses } from '../../lib/skel/containerAddresses.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { PortmapConf } from './conf.ts';

/**
 * Everything that this attachment wants forwarded: each mapping, in each family it is meant for that the container
 * has an address in.
 */
export function portmapOf(request: AttachmentRequest<PortmapConf>): Portmap {
  const { conf, prevResult, ifName } = request;
  const ips = prevResult ? containerAddresses(prevResult, ifName) : [];
  const first = { 4: ips.find((ip) => !isV6(ip)), 6: ips.find(isV6) };
  const addresses = (prevResult?.ips ?? []).map(({ address }) => address);
  const forwards = conf.mappings.flatMap(({ families, ...mapping }) =>
    families.flatMap((family): PortForward[] => {
      const ip = first[family];
      return ip === undefined ? [] : [{ ...mapping, ip }];
    }),
  );
  return {
    label: ownerLabel(attachmentOwner('portmap', request)),
    forwards,
    addresses: addresses.filter((address) => ips.includes(address.split('/')[0] ?? '')),
    masquerade: !conf.snat ? 'none' : conf.masqAll ? 'all' : 'inside',
    conditions: conf.conditions,
  };
}
