import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import type { Place } from '../../lib/plan/step.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Interface } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { hostVethName } from './facts.ts';

/** Milliseconds until a bridge port must forward; a port without STP does so at once. */
const patience = 2500;

/** Waits until the bridge forwards for the new port, then tells bridge, host's end and container's end as they are. */
export async function awaitInterfaces(
  request: AttachmentRequest<BridgeConf>,
  door: Door,
): Promise<Interface[]> {
  const deadline = Date.now() + patience;
  for (;;) {
    const [[bridge, port], [container]] = await Promise.all([
      links(door, 'host', request.conf.bridge, hostVethName(request)),
      links(door, 'container', request.ifName),
    ]);
    if (port?.port?.state === 'forwarding' && port.operState === 'UP')
      return [tell(bridge), tell(port), { ...tell(container), sandbox: request.sandbox }];
    if (Date.now() > deadline)
      throw new CniError(
        Code.kernelRefused,
        `Cannot use bridge port "${port?.name}": still ${port?.port?.state ?? 'no port'} after ${patience} ms`,
      );
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function links(door: Door, place: Place, ...names: string[]): Promise<LinkFacts[]> {
  const found = await door.ask(place, ...names.map(showLink));
  return found.map((json, index) => linkFacts(json) ?? vanished(names[index]));
}

function vanished(name: string | undefined): never {
  throw new CniError(Code.kernelRefused, `Cannot find "${name}" any more: somebody has removed it`);
}

function tell(link: LinkFacts | undefined): Interface {
  const { name, mac, mtu } = link ?? vanished(undefined);
  return { name, mac, mtu };
}
