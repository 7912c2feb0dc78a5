import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { addChildLink } from '../../lib/ops/containerLinks.ts';
import { setAlias } from '../../lib/ops/link.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { masterPlace } from '../../lib/skel/master.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { MacvlanConf } from './conf.ts';

/** What `macvlan` asks the kernel before it decides. */
export interface MacvlanFacts {
  master: LinkFacts;
  /** For the new link, where the kernel should not choose. */
  index?: number | undefined;
}

/**
 * A macvlan on the master, born in the container, and whose it is. Throws CniError (code 7) for a master that carries
 * none.
 */
export function planLink(request: AttachmentRequest<MacvlanConf>, { master, index }: MacvlanFacts): Plan {
  const { conf, ifName, netns } = request;
  refuseUnfit(conf, master);
  const queue = conf.bcqueuelen === undefined ? [] : ['bcqueuelen', String(conf.bcqueuelen)];
  const link = addChildLink({
    name: ifName,
    place: masterPlace(conf),
    parent: master.name,
    netns: netns?.path ?? '',
    index,
    mtu: conf.mtu,
    mac: conf.mac,
    kind: ['macvlan', 'mode', conf.mode, ...queue],
  });
  return [[link], [setAlias('container', ifName, ownerLabel(attachmentOwner('macvlan', request)))]];
}

/** What the kernel would refuse without saying why, and what it would ignore. */
function refuseUnfit({ mode, mac }: MacvlanConf, master: LinkFacts): void {
  const refuse = (key: string, value: string, state: string) =>
    new CniError(Code.invalidConfig, `Cannot use "${key}" "${value}": ${state}`);
  if (master.port !== undefined)
    throw refuse('master', master.name, `it is a port of bridge "${master.master}"`);
  if (mode === 'passthru' && mac !== undefined && mac !== master.mac)
    throw refuse('mac', mac, `in "mode" "passthru" it is that of "master" "${master.name}", ${master.mac}`);
}
