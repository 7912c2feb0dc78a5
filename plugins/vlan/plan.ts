import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { addChildLink } from '../../lib/ops/containerLinks.ts';
import { setAlias } from '../../lib/ops/link.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { masterPlace } from '../../lib/skel/master.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { Code } from '../../lib/spec/errors.ts';
import type { VlanConf } from './conf.ts';

/** What `vlan` asks the kernel before it decides. */
export interface VlanFacts {
  master: LinkFacts;
  /** For the new link, where the kernel should not choose. */
  index?: number | undefined;
}

/**
 * An 802.1Q link of the master's, born in the container, and whose it is. The kernel says "exists" of a name and of a
 * VLAN alike: a name that is taken has been refused before.
 */
export function planLink(request: AttachmentRequest<VlanConf>, { master, index }: VlanFacts): Plan {
  const { conf, ifName, netns } = request;
  const link = addChildLink({
    name: ifName,
    place: masterPlace(conf),
    parent: master.name,
    netns: netns?.path ?? '',
    index,
    mtu: conf.mtu,
    kind: ['vlan', 'id', String(conf.vlanId)],
  });
  const busy = `Cannot use "vlanId" ${conf.vlanId}: "master" "${master.name}" has an interface of that VLAN already, maybe in another namespace`;
  return [
    [{ ...link, taken: { code: Code.nameTaken, message: busy } }],
    [setAlias('container', ifName, ownerLabel(attachmentOwner('vlan', request)))],
  ];
}
