import type { Door } from '../kernel/door.ts';
import { type LinkFacts, observeLink } from '../kernel/observe.ts';
import { configureInterface } from '../ops/configureInterface.ts';
import { CniError, Code } from '../spec/errors.ts';
import type { Interface, Result } from '../spec/result.ts';
import { type AttachStages, attach } from './attach.ts';
import type { ContainerLink } from './containerLink.ts';
import type { ContainerLinkConf } from './containerLinkConf.ts';
import { refuseTaken } from './freeName.ts';
import type { AttachmentRequest } from './request.ts';
import type { World } from './world.ts';

/** ADD of a plugin whose work is one link in the container. Throws CniError, and then leaves nothing. */
export async function addContainerLink<Conf extends ContainerLinkConf, Facts>(
  own: ContainerLink<Conf, Facts>,
  request: AttachmentRequest<Conf>,
  world: World,
): Promise<Result> {
  const parts = own.takeOver?.(request);
  const rest = parts === undefined ? request : { ...request, prevResult: parts.left };
  return await attach(rest, world, stagesOf(own, parts?.taken));
}

/** What is known before anything is planned. */
interface Seen<Facts> {
  own: Facts;
  /** What has the name in the container already, if anything has. */
  namesake: LinkFacts | undefined;
}

/** `taken`: stands for what IPAM gives. */
function stagesOf<Conf extends ContainerLinkConf, Facts>(
  { firstPlace, observe, planLink }: ContainerLink<Conf, Facts>,
  taken: Result | undefined,
): AttachStages<Conf, Seen<Facts>> {
  return {
    firstPlace: ({ conf }) => firstPlace?.(conf) ?? 'host',
    observe: async (request, door) => {
      const [facts, namesake] = await Promise.all([
        observe(request, door),
        observeLink(door, 'container', request.ifName),
      ]);
      return { own: facts, namesake };
    },
    planLink(request, { own, namesake }) {
      // The undo goes by the name: where ip ends before it has said what became of the link, it must be ours.
      refuseTaken(request.ifName, namesake);
      return planLink(request, own);
    },
    complete: ({ conf }, ipam) => completeResult(conf, taken ?? ipam),
    planAddresses: ({ ifName }, _, result) => [configureInterface(ifName, result, { dad: false })],
    planAround: () => [],
    giveBack: async () => [],
    hasLostGround: async () => false,
    interfaces: async (request, door) => [await tell(request, door)],
  };
}

/** What IPAM gave, on the one interface; the configuration's dns wins. */
function completeResult({ dns }: ContainerLinkConf, ipam: Result): Result {
  const ips = (ipam.ips ?? []).map((ip) => ({ ...ip, interface: 0 }));
  return { ...ipam, ips, ...(dns && { dns }) };
}

async function tell({ ifName, sandbox }: AttachmentRequest<unknown>, door: Door): Promise<Interface> {
  const link = await observeLink(door, 'container', ifName);
  if (link === undefined)
    throw new CniError(Code.kernelRefused, `Cannot find "${ifName}" any more: somebody has removed it`);
  return { name: link.name, mac: link.mac, mtu: link.mtu, sandbox };
}
