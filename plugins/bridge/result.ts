import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import type { Place } from '../../lib/plan/step.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Interface } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { hostVethName } from './facts.ts';
import { vlanGateway } from './vlanGateway.ts';

/**
 * Milliseconds until a bridge port must forward, which one without STP does at once; and until duplicate address
 * detection must have come to an end, which takes 1 to 2 seconds where `enabledad` asks for it.
 */
const patience = { port: 2500, dad: 5000 };

/**
 * Waits until the interface works, then tells bridge, host's end, container's end and the VLAN's gateway as they are.
 */
export async function awaitInterfaces(
  request: AttachmentRequest<BridgeConf>,
  door: Door,
): Promise<Interface[]> {
  const start = Date.now();
  const { conf } = request;
  const names = [conf.bridge, hostVethName(request), ...gatewayOf(conf)];
  for (;;) {
    const [[bridge, port, ...gateway], [container]] = await Promise.all([
      links(door, 'host', ...names),
      links(door, 'container', request.ifName),
    ]);
    const waited = Date.now() - start;
    const pending = conf.disableContainerInterface
      ? undefined // no port forwards whose other end is down
      : (portProblem(port, waited) ?? (conf.enabledad ? dadProblem(container, waited) : undefined));
    if (pending === undefined)
      return [
        tell(bridge),
        tell(port),
        { ...tell(container), sandbox: request.sandbox },
        ...gateway.map(tell),
      ];
    if (pending.isFinal) throw new CniError(Code.kernelRefused, pending.message);
    await new Promise((resolve) => setTimeout(resolve, waited < 20 ? 1 : 10));
  }
}

function gatewayOf(conf: BridgeConf): string[] {
  const gateway = vlanGateway(conf);
  return gateway === undefined ? [] : [gateway.name];
}

interface Problem {
  message: string;
  /** True if waiting longer does not help. */
  isFinal: boolean;
}

function portProblem(port: LinkFacts | undefined, waited: number): Problem | undefined {
  if (port?.port?.state === 'forwarding' && port.operState === 'UP') return undefined;
  const message = `Cannot use bridge port "${port?.name}": still ${port?.port?.state ?? 'no port'} after ${waited} ms`;
  return { message, isFinal: waited > patience.port };
}

function dadProblem(container: LinkFacts | undefined, waited: number): Problem | undefined {
  const taken = container?.addresses.find((address) => address.duplicate);
  if (taken)
    return {
      message: `Cannot use address ${taken.cidr}: somebody else on the network has it`,
      isFinal: true,
    };
  const unsure = container?.addresses.find((address) => address.tentative);
  if (unsure === undefined) return undefined;
  return {
    message: `Cannot use address ${unsure.cidr}: still tentative after ${waited} ms`,
    isFinal: waited > patience.dad,
  };
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
