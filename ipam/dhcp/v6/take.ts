import { type Attempt, failed, newAttempt } from '../attempt.ts';
import type { Lease } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { bareAddress, differ } from '../savedLease.ts';
import type { Client } from './client.ts';
import { decline, inUse } from './decline.ts';
import { bound, holding } from './keep.ts';
import type { Reply } from './reply.ts';
import { giveBack } from './request.ts';
import { anew } from './solicit.ts';

/** Before it is looked again where nothing could be found out, since the link went down, say; ms. */
const pauseBetween = 2000;

/** Before a new address is used: does somebody else have it (RFC 8415, 18.2.10.1)? */
export function take(client: Client, attempt: Attempt, lease: Lease, now: number): Turn<Reply> {
  const address = bareAddress(lease);
  const back = () => giveBack(client, address, lease.server);
  const phase: Phase<Reply> = {
    wakeAt: Math.min(now + pauseBetween, attempt.deadline),
    woken(then) {
      if (then < attempt.deadline) return take(client, attempt, lease, then);
      const trouble = `it cannot be found out whether somebody else on the link has ${address}`;
      return { actions: [back(), ...failed({ ...attempt, trouble }, then).actions] };
    },
    expiresAt: lease.expiresAt,
    expired: (then) => anew(client, attempt, then),
    probed(probed, taken, then) {
      if (probed !== address) return undefined;
      return taken ? decline(client, attempt, lease, then) : bound(client, lease, true);
    },
    release: () => [back()],
  };
  return { phase, actions: [{ kind: 'probe', address }] };
}

/** A lease that a server gave anew. One of another address is looked at first; until then the old one stays in use. */
export function takeAnew(client: Client, lease: Lease, next: Lease, now: number): Turn<Reply> {
  const [old, address] = [bareAddress(lease), bareAddress(next)];
  if (address === old) return bound(client, next, differ(next, lease));
  const held = holding(client, lease);
  const phase: Phase<Reply> = {
    ...held,
    wakeAt: now + pauseBetween,
    woken: (then) => takeAnew(client, lease, next, then),
    probed(probed, taken, then) {
      if (probed !== address) return undefined;
      if (!taken) return bound(client, next, true);
      const declined = decline(client, newAttempt(client.settings, then, true), next, then);
      return {
        ...declined,
        actions: [{ kind: 'lost', address: old, why: inUse(next) }, ...declined.actions],
      };
    },
    release: (then) => [...(held.release?.(then) ?? []), giveBack(client, address, next.server)],
  };
  return { phase, actions: [{ kind: 'probe', address }] };
}
