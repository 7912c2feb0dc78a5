import type { Door } from '../kernel/door.ts';
import { observeLink } from '../kernel/observe.ts';
import { hash64 } from '../net/hash.ts';
import { ownerLabel } from '../plan/owner.ts';
import { type MasterConf, masterPlace } from './master.ts';
import { attachmentOwner } from './owners.ts';
import type { AttachmentRequest } from './request.ts';

/** Above what a kernel that counts links reaches. */
const lowest = 2 ** 30;

/**
 * The index for a link that is born in the container and told to the host's kernel, where the host has a link of its
 * name; undefined where the kernel may choose. Older kernels (6.1 for one) look the name up on the host and refuse it,
 * although it is for the container; a link with an index they look up by that. The same for one attachment every time.
 */
export async function childIndex(
  plugin: string,
  request: AttachmentRequest<MasterConf>,
  door: Door,
): Promise<number | undefined> {
  if (masterPlace(request.conf) === 'container') return undefined;
  const namesake = await observeLink(door, 'host', request.ifName);
  if (namesake === undefined) return undefined;
  const hash = hash64(ownerLabel(attachmentOwner(plugin, request)));
  return lowest + Number.parseInt(hash.slice(0, 7), 16);
}
