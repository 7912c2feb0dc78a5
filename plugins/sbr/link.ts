import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, linkFacts } from '../../lib/kernel/observe.ts';

/** The container's interface, asked in the words of the `ip` that is open anyway. Undefined if there is none. */
export async function observeLinkOf(door: Door, ifName: string): Promise<LinkFacts | undefined> {
  const [found] = await door.askFamily('container', 4, ['link', 'show', 'dev', ifName]);
  return linkFacts(found);
}
