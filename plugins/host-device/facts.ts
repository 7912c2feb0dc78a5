import type { Door } from '../../lib/kernel/door.ts';
import { allLinkFacts, type LinkFacts, linkFacts, observeLink, showLink } from '../../lib/kernel/observe.ts';
import { ownNetns } from '../../lib/kernel/ownNetns.ts';
import { type Sysfs, sysfs } from '../../lib/kernel/sysfs.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { isObject } from '../../lib/spec/json.ts';
import { type Choice, choose } from './choose.ts';
import type { HostDeviceConf } from './conf.ts';
import { remembered } from './memory.ts';
import { isPciAddress } from './words.ts';

/** What there is to know of the chosen device on the host. */
export interface DeviceFacts {
  choice: Choice;
  /** Absent where there is none, and where a program drives the device. */
  link?: LinkFacts;
  /** Links that stand on it or that it is a part of: its bridge, its VLANs. */
  uppers: string[];
  /** Its PCI address, if it is such a device. */
  pciID?: string;
  /** The default routes of the host, all families. */
  defaults: DefaultRoute[];
}

/** What ADD asks the kernel before it decides. */
export interface HostDeviceFacts extends DeviceFacts {
  /** A path that means the host's namespace wherever it is used. */
  home: string;
  /** What has the name in the container already, if anything has. */
  taken: LinkFacts | undefined;
}

export interface DefaultRoute {
  dev: string;
  isV6: boolean;
}

/** Throws CniError (code 7) where the configuration names no device. */
export async function observe(
  request: AttachmentRequest<HostDeviceConf>,
  door: Door,
): Promise<HostDeviceFacts> {
  const [device, taken] = await Promise.all([
    observeDevice(request.conf, door),
    observeLink(door, 'container', request.ifName),
  ]);
  return { ...device, taken, home: ownNetns().path };
}

/** The device as it is on the host. */
export async function observeDevice(conf: HostDeviceConf, door: Door, tree = sysfs()): Promise<DeviceFacts> {
  const choice = choose(conf, tree);
  if ('dpdk' in choice)
    return { choice, uppers: [], defaults: [], ...(choice.pciID && { pciID: choice.pciID }) };
  const question = 'name' in choice ? showLink(choice.name) : ['address', 'show'];
  const [found, routes] = await door.ask('host', question, ['route', 'show', 'table', 'all', 'default']);
  const link = 'name' in choice ? linkFacts(found) : withAddress(choice.hwaddr, allLinkFacts(found));
  const chosen = link ?? (await cameBack(choice, door));
  if (chosen === undefined) return { choice, uppers: [], defaults: [] };
  return { choice, link: chosen, ...behind(chosen, tree), defaults: defaultRoutes(routes) };
}

/** Bridges, bonds and VLANs have the address of what they are made of: a plain device goes first. */
function withAddress(hwaddr: string, links: LinkFacts[]): LinkFacts | undefined {
  const all = links.filter(({ mac }) => mac === hwaddr);
  return all.find(({ kind }) => kind === '') ?? all[0];
}

/**
 * A device that came back by itself from a container that is gone has the name that it had there. Lists; but ADD would
 * fail otherwise.
 */
async function cameBack(choice: Choice, door: Door): Promise<LinkFacts | undefined> {
  if (choice.key !== 'device') return undefined;
  const [found] = await door.ask('host', ['address', 'show']);
  return allLinkFacts(found).find(({ alias }) => remembered(alias)?.name === choice.value);
}

/** What /sys says of a link, if it speaks of the same one. */
function behind({ name, index }: LinkFacts, tree: Sysfs): Pick<DeviceFacts, 'uppers' | 'pciID'> {
  const folder = `class/net/${name}`;
  if (tree.read(`${folder}/ifindex`) !== String(index)) return { uppers: [] };
  const uppers = (tree.list(folder) ?? []).filter((entry) => entry.startsWith('upper_'));
  const device = tree.target(`${folder}/device`);
  const pciID = device !== undefined && isPciAddress(device) ? { pciID: device } : {};
  return { uppers: uppers.map((entry) => entry.slice('upper_'.length)), ...pciID };
}

/**
 * Those that routers have announced do not count: they come by themselves to every link that is up. Nor do those that
 * lead nowhere ("unreachable").
 */
function defaultRoutes(found: unknown[] | undefined): DefaultRoute[] {
  return (found ?? []).filter(isObject).flatMap(({ dev, gateway, via, protocol, type = 'unicast' }) => {
    if (typeof dev !== 'string' || protocol === 'ra' || type !== 'unicast') return [];
    return [{ dev, isV6: String(gateway ?? JSON.stringify(via ?? '')).includes(':') }];
  });
}
