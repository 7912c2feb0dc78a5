import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { addChildLink } from '../../lib/ops/containerLinks.ts';
import { setAlias } from '../../lib/ops/link.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { refuseTaken } from '../../lib/skel/freeName.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { DummyConf } from './conf.ts';

/** What `dummy` asks the kernel before it decides. */
export interface DummyFacts {
  /** What has the name in the container already, if anything has. */
  taken: LinkFacts | undefined;
}

/** A dummy, made in the container, and whose it is. Throws CniError (code 104) where its name is taken. */
export function planLink(request: AttachmentRequest<DummyConf>, { taken }: DummyFacts): Plan {
  const { conf, ifName, netns } = request;
  refuseTaken(ifName, taken);
  const link = addChildLink({
    name: ifName,
    place: 'container',
    netns: netns?.path ?? '',
    mtu: conf.mtu,
    mac: conf.mac,
    kind: ['dummy'],
  });
  return [[link, setAlias('container', ifName, ownerLabel(attachmentOwner('dummy', request)))]];
}
