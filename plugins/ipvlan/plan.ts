import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { addChildLink } from '../../lib/ops/containerLinks.ts';
import { setAlias } from '../../lib/ops/link.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan } from '../../lib/plan/step.ts';
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
  return [[link], [setAlias('container', ifName, ownerLabel(attachmentOwner('ipvlan', request)))]];
}
