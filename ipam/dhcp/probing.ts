import { type Attempt, failed } from './attempt.ts';
import type { Lease, MachineAction } from './machine.ts';
import type { Turn } from './phases.ts';
import { bareAddress } from './savedLease.ts';

/** Before it is looked again where nothing could be found out, since the link was down, say; ms. */
export const pauseBetween = 2000;

/** What a family does with a lease that was given and is not used yet. */
export interface Given<Message> {
  giveBack(): MachineAction;
  /** Nobody else has the address. */
  use(): Turn<Message>;
  decline(now: number): Turn<Message>;
  /** It ran out before anything was known. */
  anew(now: number): Turn<Message>;
}

/**
 * Before a new address is used: does somebody else have it (RFC 2131, 4.4.1; RFC 8415, 18.2.10.1)? It is asked again
 * until the attempt is over, and given back where that cannot be found out.
 */
export function probing<Message>(
  attempt: Attempt,
  lease: Lease,
  given: Given<Message>,
  now: number,
): Turn<Message> {
  const address = bareAddress(lease);
  const trouble = `it cannot be found out whether somebody else on the link has ${address}`;
  return {
    phase: {
      wakeAt: Math.min(now + pauseBetween, attempt.deadline),
      woken(then) {
        if (then < attempt.deadline) return probing(attempt, lease, given, then);
        return { actions: [given.giveBack(), ...failed({ ...attempt, trouble }, then).actions] };
      },
      expiresAt: lease.expiresAt,
      expired: given.anew,
      probed(probed, taken, then) {
        if (probed !== address) return undefined;
        return taken ? given.decline(then) : given.use();
      },
      release: () => [given.giveBack()],
    },
    actions: [{ kind: 'probe', address }],
  };
}
