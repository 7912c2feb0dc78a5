import { type Attempt, newAttempt } from '../attempt.ts';
import type { Lease } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { pauseBetween, probing } from '../probing.ts';
import { bareAddress, differ } from '../savedLease.ts';
import type { Client } from './client.ts';
import { decline, inUse } from './decline.ts';
import { bound, holding } from './keep.ts';
import type { Reply } from './reply.ts';
import { giveBack } from './request.ts';
import { anew } from './solicit.ts';

/** A lease that is new: it is looked first whether somebody else has its address. */
export function take(client: Client, attempt: Attempt, lease: Lease, now: number): Turn<Reply> {
  const given = {
    giveBack: () => giveBack(client, bareAddress(lease), lease.server),
    use: () => bound(client, lease, true),
    decline: (then: number) => decline(client, attempt, lease, then),
    anew: (then: number) => anew(client, attempt, then),
  };
  return probing(attempt, lease, given, now);
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
