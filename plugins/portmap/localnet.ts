import type { Door } from '../../lib/kernel/door.ts';
import { hasChain } from '../../lib/kernel/portmapRules.ts';
import { means } from '../../lib/kernel/refusal.ts';
import { familyOf, type Portmap } from '../../lib/ops/portmap.ts';
import { type LocalLink, localChain, transaction } from '../../lib/ops/portmapOwned.ts';
import type { Plan, RulesStep, SysctlStep } from '../../lib/plan/step.ts';
import type { World } from '../../lib/skel/world.ts';

/**
 * With iptables, packets of localhost get to a container only where the link to it has route_localnet. It is switched
 * on for as long as any owner needs it there, which the rules of a chain count, and with it a rule that drops what
 * claims to go to localhost from outside: nobody gets to see more than before.
 */
export async function localLink(portmap: Portmap, door: Door): Promise<LocalLink | undefined> {
  const isLocal = (hostIp = '127.0.0.1') => hostIp.startsWith('127.');
  const own = portmap.forwards.find((forward) => familyOf(forward) === 4 && isLocal(forward.hostIp));
  if (own === undefined || portmap.masquerade === 'none') return undefined;
  if ((await door.readSysctl(key('all'))) === '1') return undefined;
  const [found] = await door.ask('host', ['route', 'get', own.ip]);
  const name = (found?.[0] as { dev?: string } | undefined)?.dev;
  if (name === undefined || !/^[A-Za-z0-9_.-]+$/.test(name)) return undefined;
  return { name, on: (await door.readSysctl(key(name))) === '1' };
}

/**
 * Switches it on, once the rule that counts is there. Others may count on it at once: `giveBackLocal` knows whether
 * they do.
 */
export function planLocal({ name, on, lost }: LocalLink): Plan {
  return on && !lost ? [] : [[guard(name, lost ? 'ensure' : 'add')], [write(name, true)]];
}

/**
 * Switches it off again if nobody needs it on that link any more: the kernel refuses to remove the chain while a rule
 * leads to it. An ADD may come in between; so whoever has written looks again, until what is written fits what is
 * counted. `isUncounted`: the chain has been removed already.
 */
export async function giveBackLocal(
  name: string,
  door: Door,
  world: World,
  isUncounted = false,
): Promise<void> {
  if (!isUncounted && !(await isNobodyCounted(name, door, world))) return;
  for (let needed = false, round = 0; round < 4; round++) {
    // Never on without its guard, wherever this is killed.
    const value = write(name, needed);
    for (const step of needed ? [guard(name, 'ensure'), value] : [value, guard(name, 'remove')])
      await door.carryOut([step]);
    const isCounted = await hasChain(world.runner, 'nat', localChain(name));
    if (isCounted === needed) return;
    needed = isCounted;
  }
}

/**
 * For an ADD that found it on and nobody counted: whether it was not somebody else's but one of ours that is being given
 * back, or was left by a DEL that was killed.
 */
export async function isBeingGivenBack(name: string, door: Door, world: World): Promise<boolean> {
  if (await hasChain(world.runner, 'raw', localChain(name))) return true;
  return (await door.readSysctl(key(name))) !== '1';
}

/** Ends the counting. False where somebody counts still, or nobody of ours ever has. */
async function isNobodyCounted(name: string, door: Door, world: World): Promise<boolean> {
  const [counted] = await door.carryOut([uncount(name)]);
  if (counted?.state === 'done') return true;
  if (!means('absent', counted?.said ?? '')) return false;
  // Neither counted nor guarded: it is none of ours. Guarded alone: a DEL was killed here.
  return hasChain(world.runner, 'raw', localChain(name));
}

function uncount(name: string): RulesStep {
  const why = `stop counting who needs localhost at "${name}"`;
  const attempts = [transaction(`-X ${localChain(name)}`)];
  return { tool: 'iptables', place: 'host', alone: true, attempts, why };
}

/** A chain of table raw, so that nobody makes it twice. `ensure`: a flush may have emptied it. */
function guard(name: string, what: 'add' | 'ensure' | 'remove'): RulesStep {
  const chain = localChain(name);
  const entry = `PREROUTING ${guardRule(name)}`;
  const script = (...lines: string[]) => ['*raw', ...lines, 'COMMIT'];
  const why = `${what === 'remove' ? 'stop dropping' : 'drop'} what goes to localhost from "${name}"`;
  const base = { tool: 'iptables' as const, place: 'host' as const, alone: true, why };
  const end = [`-F ${chain}`, `-X ${chain}`];
  const twice = script(`-D ${entry}`, `-D ${entry}`, ...end);
  if (what === 'remove') return { ...base, attempts: [script(`-D ${entry}`, ...end), twice], fine: 'absent' };
  const fill = [`-A ${chain} -j DROP`, `-A ${entry}`];
  const made = script(`-N ${chain}`, ...fill);
  if (what === 'add') return { ...base, attempts: [made], fine: 'exists' };
  const whole = script(`-C ${entry}`, `-C ${chain} -j DROP`);
  const mended = [script(`-D ${entry}`, `-F ${chain}`, ...fill), script(`-F ${chain}`, ...fill)];
  return { ...base, attempts: [whole, made, whole, ...mended] };
}

/** The rule of PREROUTING in table raw that leads to the guard of a link. */
export function guardRule(name: string): string {
  return `-d 127.0.0.0/8 -i ${name} -j ${localChain(name)}`;
}

function write(name: string, on: boolean): SysctlStep {
  const why = `let packets of localhost ${on ? '' : 'not '}pass through "${name}"`;
  const base = { tool: 'sysctl', place: 'host', key: key(name), optional: true } as const;
  return { ...base, value: on ? '1' : '0', why };
}

function key(link: string): string {
  return `net/ipv4/conf/${link}/route_localnet`;
}
