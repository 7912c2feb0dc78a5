import { Door } from '../../lib/kernel/door.ts';
import { allLinkFacts, type LinkFacts, observeLink } from '../../lib/kernel/observe.ts';
import { ownNetns } from '../../lib/kernel/ownNetns.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel } from '../../lib/plan/owner.ts';
import { attachmentOwner, validOwners } from '../../lib/skel/owners.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { asCniError } from '../../lib/spec/errors.ts';
import type { HostDeviceConf } from './conf.ts';
import { deviceLabel, remembered, rememberedByOthers } from './memory.ts';
import { nameProblem, planHome, planRename, type Returning } from './return.ts';

type Request = AttachmentRequest<HostDeviceConf>;

/**
 * DEL: the device goes back to the host, under its old name, wherever it is now. Returns failures as text; never
 * throws.
 */
export async function bringBack(request: Request, world: World): Promise<string[]> {
  const door = new Door(world.runner, request.netns, world.trace);
  try {
    const away = request.netns && (await findInContainer(request, door));
    if (away) return await goHome(away, door);
    const label = deviceLabel(attachmentOwner('host-device', request));
    return await putRightOnHost((alias) => alias.startsWith(label), door);
  } catch (thrown) {
    return [asCniError(thrown).message];
  } finally {
    await door.close();
  }
}

/** GC: devices that came back by themselves, of attachments that are valid no more. Failures as text; never throws. */
export async function collect(request: NetworkRequest<HostDeviceConf>, world: World): Promise<string[]> {
  const prefix = networkLabel('host-device', request.network);
  const valid = validOwners('host-device', request).map(deviceLabel);
  const isStale = (alias: string) =>
    alias.startsWith(prefix) && !valid.some((label) => alias.startsWith(label));
  const door = new Door(world.runner, undefined, world.trace);
  try {
    return await putRightOnHost(isStale, door);
  } catch (thrown) {
    return [asCniError(thrown).message];
  } finally {
    await door.close();
  }
}

/** Under the name that DEL says, or, if somebody has renamed it in the container, by its label. */
async function findInContainer(request: Request, door: Door): Promise<Returning | undefined> {
  const label = deviceLabel(attachmentOwner('host-device', request));
  door.warm('host');
  const named = await observeLink(door, 'container', request.ifName);
  if (named !== undefined) {
    const memory = named.alias.startsWith(label) ? remembered(named.alias) : byOthers(named, request);
    if (memory) return { link: named, memory };
  }
  const [found] = await door.ask('container', ['link', 'show']);
  return returning(found, (alias) => alias.startsWith(label))[0];
}

/** The reference plugin leaves the name alone in the alias; a result tells whether it is the same device. */
function byOthers({ alias, mac }: LinkFacts, { ifName, sandbox, prevResult }: Request) {
  const told = prevResult?.interfaces?.find((one) => one.name === ifName && one.sandbox === sandbox);
  const isOther = prevResult?.interfaces !== undefined && told?.mac?.toLowerCase() !== mac;
  return isOther ? undefined : rememberedByOthers(alias);
}

async function goHome({ link, memory }: Returning, door: Door): Promise<string[]> {
  const problem = nameProblem(memory.name, await observeLink(door, 'host', memory.name));
  return problem ? [problem] : removeAll(planHome({ link, memory }, ownNetns().path), door);
}

async function putRightOnHost(isMeant: (alias: string) => boolean, door: Door): Promise<string[]> {
  const failures: string[] = [];
  const [found] = await door.ask('host', ['link', 'show']);
  for (const device of returning(found, isMeant)) {
    const { name } = device.memory;
    const other = name === device.link.name ? undefined : await observeLink(door, 'host', name);
    const problem = nameProblem(name, other);
    failures.push(...(problem ? [problem] : await removeAll(planRename(device), door)));
  }
  return failures;
}

function returning(found: unknown[] | undefined, isMeant: (alias: string) => boolean): Returning[] {
  return allLinkFacts(found).flatMap((link) => {
    const memory = isMeant(link.alias) ? remembered(link.alias) : undefined;
    return memory ? [{ link, memory }] : [];
  });
}
