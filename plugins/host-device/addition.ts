import type { Door } from '../../lib/kernel/door.ts';
import { observeLink } from '../../lib/kernel/observe.ts';
import { configureInterface } from '../../lib/ops/configureInterface.ts';
import { type AttachStages, attach } from '../../lib/skel/attach.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Interface, Result } from '../../lib/spec/result.ts';
import type { HostDeviceConf } from './conf.ts';
import { type HostDeviceFacts, observe } from './facts.ts';
import { planLink } from './plan.ts';

type Request = AttachmentRequest<HostDeviceConf>;

/** ADD: the device goes into the container. Throws CniError, and then the device is as it was. */
export function add(request: Request, world: World): Promise<Result> {
  return attach(request, world, stages());
}

/** What was observed is needed again to tell the result, and to put a device right after a failure. */
function stages(): AttachStages<HostDeviceConf, HostDeviceFacts> {
  let seen: HostDeviceFacts | undefined;
  return {
    async observe(request, door) {
      seen = await observe(request, door);
      return seen;
    },
    planLink,
    complete: ({ conf }, ipam) => completeResult(conf, ipam),
    planAddresses: ({ ifName }, { choice }, result) =>
      'dpdk' in choice ? [] : [configureInterface(ifName, result, { dad: false })],
    planAround: () => [],
    giveBack: async (request, _undo, _door, world) =>
      seen?.link === undefined
        ? []
        : (await import('./giveBack.ts')).putRight(seen, seen.link, request, world),
    hasLostGround: async () => false,
    interfaces: async (request, door) => [await tell(request, seen, door)],
  };
}

/** What IPAM gave, on the one interface; the configuration's dns wins. */
function completeResult({ dns }: HostDeviceConf, ipam: Result): Result {
  const ips = (ipam.ips ?? []).map((ip) => ({ ...ip, interface: 0 }));
  return { ...ipam, ips, ...(dns && { dns }) };
}

async function tell(
  { ifName, sandbox }: Request,
  seen: HostDeviceFacts | undefined,
  door: Door,
): Promise<Interface> {
  const pciID = seen?.pciID === undefined ? {} : { pciID: seen.pciID };
  if (seen && 'dpdk' in seen.choice) return { name: ifName, sandbox, ...pciID };
  const link = await observeLink(door, 'container', ifName);
  if (link === undefined)
    throw new CniError(Code.kernelRefused, `Cannot find "${ifName}" any more: somebody has removed it`);
  return { name: link.name, mac: link.mac, mtu: link.mtu, sandbox, ...pciID };
}
