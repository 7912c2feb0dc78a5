import { addChildLink } from '../../lib/ops/containerLinks.ts';
import { setAlias } from '../../lib/ops/link.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { DummyConf } from './conf.ts';

/** A dummy, made in the container, and whose it is. */
export function planLink(request: AttachmentRequest<DummyConf>): Plan {
  const { conf, ifName, netns } = request;
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
