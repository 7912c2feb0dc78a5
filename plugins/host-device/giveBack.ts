import type { AddressFacts } from '../../lib/kernel/addressFacts.ts';
import { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, observeLink } from '../../lib/kernel/observe.ts';
import { removeAddress } from '../../lib/ops/address.ts';
import { moveOut } from '../../lib/ops/device.ts';
import { oldestFirst } from '../../lib/ops/wholeAddress.ts';
import { removeAll, undoStep } from '../../lib/plan/apply.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { asCniError } from '../../lib/spec/errors.ts';
import type { HostDeviceConf } from './conf.ts';
import type { HostDeviceFacts } from './facts.ts';
import { plain } from './plan.ts';

/**
 * After a failed ADD whose steps have been taken back: what the kernel does not put back by itself. `was`: the device
 * before ADD. Returns failures as text; never throws. It talks to programs of its own: the others remember the index
 * that the device had.
 */
export async function putRight(
  { home }: HostDeviceFacts,
  was: LinkFacts,
  request: AttachmentRequest<HostDeviceConf>,
  world: World,
): Promise<string[]> {
  const door = new Door(world.runner, request.netns, world.trace);
  try {
    const failures = await fetchHalfMoved(home, was, door);
    return [...failures, ...(await giveAddresses(was, door))];
  } catch (thrown) {
    return [asCniError(thrown).message];
  } finally {
    await door.close();
  }
}

/**
 * The kernel moves first and names then: where it refuses the name, the device is in the container under its old one.
 */
async function fetchHalfMoved(home: string, was: LinkFacts, door: Door): Promise<string[]> {
  if ((await observeLink(door, 'host', was.name)) !== undefined) return [];
  const inside = await observeLink(door, 'container', was.name);
  if (inside === undefined || inside.mac !== was.mac || inside.alias !== was.alias) return [];
  const { name, up, alias } = was;
  return removeAll([[moveOut({ from: name, to: name, netns: home, alias: plain(alias), up })]], door);
}

/** A move costs a device its addresses. Those of IPv6 routers and of the kernel come back by themselves. */
async function giveAddresses(was: LinkFacts, door: Door): Promise<string[]> {
  const is = await observeLink(door, 'host', was.name);
  if (is === undefined || is.mac !== was.mac) return [];
  const has = is.addresses.map(bothEnds);
  const lost = was.addresses.filter((address) => isLasting(address) && !has.includes(bothEnds(address)));
  const steps = oldestFirst(lost).flatMap((address) => undoStep(removeAddress('host', was.name, address)));
  return steps.length === 0 ? [] : removeAll([steps], door);
}

/** One address may lead to several peers. */
function bothEnds({ cidr, peer = '' }: AddressFacts): string {
  return `${cidr} ${peer}`;
}

/** Whenever a device comes up the kernel makes an address of IPv6, of a secret or of the MAC (RFC 4291, appendix A). */
function isLasting({ family, cidr, scope, dynamic, stablePrivacy }: AddressFacts): boolean {
  const isFromMac = family === 6 && scope === 'link' && /ff:fe[0-9a-f]{2}:[0-9a-f]+\//.test(cidr);
  return !isFromMac && !stablePrivacy && !dynamic;
}
