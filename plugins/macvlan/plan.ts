import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { addChildLink } from '../../lib/ops/containerLinks.ts';
import { setAlias } from '../../lib/ops/link.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { masterPlace } from '../../lib/skel/master.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { MacvlanConf } from './conf.ts';

/** What `macvlan` asks the kernel before it decides. */
export interface MacvlanFacts {
  master: LinkFacts;
}

/** A macvlan on the master, born in the container, and whose it is. */
export function planLink(request: AttachmentRequest<MacvlanConf>, { master }: MacvlanFacts): Plan {
  const { conf, ifName, netns } = request;
  const queue = conf.bcqueuelen === undefined ? [] : ['bcqueuelen', String(conf.bcqueuelen)];
  const link = addChildLink({
    name: ifName,
    place: masterPlace(conf),
    parent: master.name,
    netns: netns?.path ?? '',
    mtu: conf.mtu,
    mac: conf.mac,
    kind: ['macvlan', 'mode', conf.mode, ...queue],
  });
  return [[link], [setAlias('container', ifName, ownerLabel(attachmentOwner('macvlan', request)))]];
}
