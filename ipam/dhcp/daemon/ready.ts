import { type LinkFacts, observeLink } from '../../../lib/kernel/observe.ts';
import { setUp } from '../../../lib/ops/link.ts';
import { sysctl } from '../../../lib/ops/sysctl.ts';
import { removeAll } from '../../../lib/plan/apply.ts';
import type { Step } from '../../../lib/plan/step.ts';
import { CniError, Code } from '../../../lib/spec/errors.ts';
import type { Wishes } from '../conf.ts';
import type { Named } from '../protocol.ts';
import type { Ground, Standing, StandOn } from './ground.ts';
import { type Kept, newKept } from './kept.ts';

/** Milliseconds until a link that is up carries packets, which one of ours does within a few. */
const patience = 1000;

/**
 * Finds the interface of an attachment and has it carry packets. Throws Gone if it is not there, or CniError (code
 * 100).
 */
export function prepare(standOn: StandOn, netns: string, call: Named & { wishes: Wishes }): Promise<Kept> {
  return standOn({ netns, ifName: call.ifName }, async ({ door, link, netns: { id } }) => {
    const failures = await removeAll([planReady(link, call.wishes.families)], door);
    if (failures.length > 0) throw new CniError(Code.kernelRefused, failures[0] ?? '', failures.join('\n'));
    await awaitCarrier(door, link.name);
    const ground: Ground = { netns, netnsId: id, ifName: link.name, index: link.index };
    return newKept(call, ground, link, call.wishes);
  });
}

/**
 * The kernel says a moment after a link was brought up that it carries packets, to the bridge at its other end too. What
 * is sent before is lost, and would be sent again after `-timeout`. A link that goes on saying no is tried all the same.
 */
async function awaitCarrier(door: Standing['door'], name: string): Promise<void> {
  const start = performance.now();
  for (let waited = 0; waited < patience; waited = performance.now() - start) {
    const link = await observeLink(door, 'container', name);
    if (link?.operState === 'UP' || link?.operState === 'UNKNOWN') return;
    await new Promise((resolve) => setTimeout(resolve, waited < 20 ? 1 : 10));
  }
}

/**
 * For DHCPv6 the kernel makes the link-local address, at once if it need not look for duplicates of it, and takes
 * default route and prefixes from router advertisements (2: also where the container forwards).
 */
export function planReady(
  { name, up }: Pick<LinkFacts, 'name' | 'up'>,
  families: readonly (4 | 6)[],
): Step[] {
  const set = (key: string, value: string, why: string) => sysctl('container', 6, name, key, value, why);
  const ipv6 = [
    set('disable_ipv6', '0', `switch IPv6 on at "${name}"`),
    set('accept_ra', '2', `let routers say what is reached through "${name}"`),
    ...(up ? [] : [set('accept_dad', '0', `do not wait for duplicate addresses at "${name}"`)]),
  ];
  return [...(families.includes(6) ? ipv6 : []), ...(up ? [] : [setUp('container', name)])];
}
