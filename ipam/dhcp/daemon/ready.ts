import type { LinkFacts } from '../../../lib/kernel/observe.ts';
import { setUp } from '../../../lib/ops/link.ts';
import { sysctl } from '../../../lib/ops/sysctl.ts';
import { removeAll } from '../../../lib/plan/apply.ts';
import type { Step } from '../../../lib/plan/step.ts';
import { CniError, Code } from '../../../lib/spec/errors.ts';
import type { Wishes } from '../conf.ts';
import type { Named } from '../protocol.ts';
import type { Ground, StandOn } from './ground.ts';
import { type Kept, newKept } from './kept.ts';

/**
 * Finds the interface of an attachment and has it carry packets. Throws Gone if it is not there, or CniError (code
 * 100).
 */
export function prepare(standOn: StandOn, netns: string, call: Named & { wishes: Wishes }): Promise<Kept> {
  return standOn({ netns, ifName: call.ifName }, async ({ door, link, netns: { id } }) => {
    const failures = await removeAll([planReady(link, call.wishes.families)], door);
    if (failures.length > 0) throw new CniError(Code.kernelRefused, failures[0] ?? '', failures.join('\n'));
    const ground: Ground = { netns, netnsId: id, ifName: link.name, index: link.index };
    return newKept(call, ground, link, call.wishes);
  });
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
