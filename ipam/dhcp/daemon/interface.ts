import type { Clock } from '../../../lib/kernel/bootClock.ts';
import { removeAll } from '../../../lib/plan/apply.ts';
import type { Plan } from '../../../lib/plan/step.ts';
import type { Lease } from '../machine.ts';
import type { Standing } from './ground.ts';
import type { Surroundings } from './keeper.ts';
import { type Configured, planMtu, planReplacement } from './replace.ts';

/**
 * What one interface has of its leases. The first of them the interface plugin puts there, with what ADD answers;
 * what changes later, the daemon does. What the kernel refuses is told and gone past.
 */
export class Interface {
  readonly #name: string;
  readonly #log: (line: string) => void;
  readonly #now: Clock;
  readonly #configured = new Map<4 | 6, Configured>();

  constructor(name: string, { log, now }: Pick<Surroundings, 'log' | 'now'>) {
    this.#name = name;
    this.#log = log;
    this.#now = now;
  }

  /** With what a family is configured. */
  of(family: 4 | 6): Configured | undefined {
    return this.#configured.get(family);
  }

  /** Configured already, by somebody else. */
  note(family: 4 | 6, lease: Configured): void {
    this.#configured.set(family, lease);
  }

  /** What a lease says stands on the interface, the first time all but the MTU by somebody else. */
  async take(lease: Lease, { door, link }: Standing, isFirst: boolean): Promise<void> {
    const plan = isFirst ? [] : planReplacement(this.#name, this.of(lease.family), lease);
    await this.#carryOut([...planMtu(this.#name, link.mtu, lease), ...plan], door);
    this.note(lease.family, lease);
    this.#log(`${lease.address} from ${lease.server} until ${timeText(lease.expiresAt - this.#now())}`);
  }

  /** The lease is none any more. */
  async drop(family: 4 | 6, { door }: Standing, why: string): Promise<void> {
    this.#log(`lost: ${why}`);
    await this.#carryOut(planReplacement(this.#name, this.of(family)), door);
    this.#configured.delete(family);
  }

  async #carryOut(plan: Plan, door: Standing['door']): Promise<void> {
    for (const failure of await removeAll(plan, door)) this.#log(failure);
  }
}

/** The time of day in so many milliseconds. */
function timeText(ahead: number): string {
  return Number.isFinite(ahead) ? new Date(Date.now() + ahead).toISOString() : 'the end of time';
}
