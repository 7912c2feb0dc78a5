import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { addChildLink } from '../../lib/ops/containerLinks.ts';
import { setAlias } from '../../lib/ops/link.ts';
import { sysctl } from '../../lib/ops/sysctl.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, Step } from '../../lib/plan/step.ts';
import { masterPlace } from '../../lib/skel/master.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { IpvlanConf } from './conf.ts';

/** What `ipvlan` asks the kernel before it decides. */
export interface IpvlanFacts {
  master: LinkFacts;
  /** For the new link, where the kernel should not choose. */
  index?: number | undefined;
}

/**
 * An ipvlan on the master, born in the container, and whose it is. Throws CniError (code 7) for a master that carries
 * none.
 */
export function planLink(request: AttachmentRequest<IpvlanConf>, { master, index }: IpvlanFacts): Plan {
  const { conf, ifName, netns } = request;
  if (master.port !== undefined)
    throw new CniError(
      Code.invalidConfig,
      `Cannot use "master" "${master.name}": it is a port of bridge "${master.master}"`,
    );
  const link = addChildLink({
    name: ifName,
    place: masterPlace(conf),
    parent: master.name,
    netns: netns?.path ?? '',
    index,
    mtu: conf.mtu,
    kind: ['ipvlan', 'mode', conf.mode, conf.flags],
  });
  const alias = setAlias('container', ifName, ownerLabel(attachmentOwner('ipvlan', request)));
  return [[link], [alias, ...(conf.mode === 'l2' ? [] : [takeAddressesAtOnce(ifName)])]];
}

/**
 * In the modes without neighbours (NOARP), Linux 6.1 puts the route to an IPv6 address of one's own off when the link
 * comes up, by a part of this delay chosen by chance, although there is nothing to wait for: packets are lost until then.
 */
function takeAddressesAtOnce(ifName: string): Step {
  const why = `take packets to the addresses of "${ifName}" at once`;
  return sysctl('container', 6, ifName, 'router_solicitation_delay', '0', why);
}
