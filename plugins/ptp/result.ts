import type { Door } from '../../lib/kernel/door.ts';
import { linkFacts, showLink } from '../../lib/kernel/observe.ts';
import type { Place } from '../../lib/plan/step.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Interface } from '../../lib/spec/result.ts';
import type { PtpConf } from './conf.ts';
import { vethName } from './facts.ts';

/** The host's end and the container's end as they are. */
export async function tellInterfaces(request: AttachmentRequest<PtpConf>, door: Door): Promise<Interface[]> {
  const [host, container] = await Promise.all([
    tell(door, 'host', vethName(request)),
    tell(door, 'container', request.ifName),
  ]);
  return [host, { ...container, sandbox: request.sandbox }];
}

async function tell(door: Door, place: Place, name: string): Promise<Interface> {
  const [found] = await door.ask(place, showLink(name));
  const link = linkFacts(found);
  if (link === undefined)
    throw new CniError(Code.kernelRefused, `Cannot find "${name}" any more: somebody has removed it`);
  return { name, mac: link.mac, mtu: link.mtu };
}
