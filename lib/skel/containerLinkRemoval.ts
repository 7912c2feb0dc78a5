import { Door } from '../kernel/door.ts';
import { type LinkFacts, observeLink } from '../kernel/observe.ts';
import { removeLink } from '../ops/link.ts';
import { removeAll } from '../plan/apply.ts';
import { ownerLabel } from '../plan/owner.ts';
import { asCniError } from '../spec/errors.ts';
import { attachmentOwner } from './owners.ts';
import type { AttachmentRequest } from './request.ts';
import type { World } from './world.ts';

/**
 * Removes the link that DEL names from the container, if it is the plugin's and there. Returns failures as text; never
 * throws.
 */
export async function removeContainerLink(
  { type, linkKind }: { type: string; linkKind: string },
  request: AttachmentRequest<unknown>,
  world: World,
): Promise<string[]> {
  const { netns, ifName } = request;
  if (netns === undefined) return []; // the link went with its namespace
  const door = new Door(world.runner, netns, world.trace).warm('container');
  try {
    const link = await observeLink(door, 'container', ifName);
    const label = ownerLabel(attachmentOwner(type, request));
    return link !== undefined && isOwn(link, linkKind, label)
      ? await removeAll([[removeLink('container', ifName)]], door)
      : [];
  } catch (thrown) {
    return [asCniError(thrown).message];
  } finally {
    await door.close();
  }
}

/** One without a label is of another suite, or of an ADD that was killed: the specification gives DEL the name. */
function isOwn({ kind, alias }: LinkFacts, linkKind: string, label: string): boolean {
  return alias === label || (alias === '' && kind === linkKind);
}
