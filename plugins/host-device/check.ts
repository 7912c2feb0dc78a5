import { addressFindings, linkFindings, routeFindings } from '../../lib/kernel/compare.ts';
import { Door } from '../../lib/kernel/door.ts';
import { allRouteFacts, type LinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { sysfs } from '../../lib/kernel/sysfs.ts';
import { askRoutes } from '../../lib/skel/chain.ts';
import { expectedContainer, throwIfDifferent } from '../../lib/skel/containerLinkCheck.ts';
import { delegate } from '../../lib/skel/ipam.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { isDpdk } from './choose.ts';
import type { HostDeviceConf } from './conf.ts';
import { deviceLabel, rememberedByOthers } from './memory.ts';

type Request = AttachmentRequest<HostDeviceConf>;

/**
 * CHECK. Throws CniError (code 101) that lists what differs; of a device that a program drives only the kernel's driver
 * is looked at.
 */
export async function check(request: Request, world: World): Promise<void> {
  const want = expectedContainer(request);
  await delegate(request, world, 'CHECK');
  if (isDpdk(request.conf, sysfs())) return;
  const door = new Door(world.runner, request.netns, world.trace).warm('container');
  try {
    throwIfDifferent(request, await findings(request, want, door));
  } finally {
    await door.close();
  }
}

async function findings(
  request: Request,
  { container, addresses, result }: ReturnType<typeof expectedContainer>,
  door: Door,
): Promise<string[]> {
  const { ifName } = request;
  const [found, routes] = await door.ask('container', showLink(ifName), askRoutes(result, ifName));
  const link = linkFacts(found);
  return [
    ...linkFindings('container interface', ifName, link?.kind ?? '', container, link),
    ...addressFindings(`container interface "${ifName}"`, addresses, link),
    ...(link === undefined ? [] : routeFindings(result, allRouteFacts(routes))),
    ...(link === undefined ? [] : ownerFindings(request, link)),
  ];
}

/** Without its alias DEL does not know where the device belongs. */
function ownerFindings(request: Request, { alias }: LinkFacts): string[] {
  const isOurs = alias.startsWith(deviceLabel(attachmentOwner('host-device', request)));
  if (isOurs || rememberedByOthers(alias)) return [];
  return [`container interface "${request.ifName}" does not say any more which device of the host it is`];
}
