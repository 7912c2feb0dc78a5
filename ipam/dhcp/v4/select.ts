import { type Attempt, failed, hopeful, newXid } from '../attempt.ts';
import type { Phase, Turn } from '../phases.ts';
import { waitAfter } from '../retry.ts';
import type { Client } from './client.ts';
import { parseLease } from './lease.ts';
import { discover } from './messages.ts';
import { type Reply, unusable } from './reply.ts';
import { requesting } from './take.ts';

/** SELECTING: asks for offers, and takes the first that can be used. */
export function select(client: Client, attempt: Attempt, now: number): Turn<Reply> {
  const secs = Math.floor((now - attempt.beganAt) / 1000);
  const payload = discover(client, { xid: attempt.xid, secs, requested: attempt.wish });
  const wakeAt = Math.min(now + waitAfter(attempt.unanswered, client.settings), attempt.deadline);
  return {
    phase: selecting(client, attempt, secs, wakeAt),
    actions: [{ kind: 'send', payload, to: 'broadcast' }],
  };
}

function selecting(client: Client, attempt: Attempt, secs: number, wakeAt: number): Phase<Reply> {
  return {
    wakeAt,
    woken: (now) => noOffer(client, attempt, now),
    received(offer, now) {
      if (offer.type !== 'offer' || offer.xid !== attempt.xid) return undefined;
      const lease = parseLease(offer, now, client.settings);
      if (!('refused' in lease)) return requesting({ client, attempt: hopeful(attempt), secs, offer }, now);
      const noted = { ...attempt, unusable: unusable(offer, lease) };
      return { phase: selecting(client, noted, secs, wakeAt), actions: [] };
    },
  };
}

/**
 * A server that offers nothing usable will not do better: who waits for the first lease is told after the first wait.
 */
function noOffer(client: Client, attempt: Attempt, now: number): Turn<Reply> {
  const isHopeless = attempt.unusable !== undefined && attempt.deadline < Infinity;
  if (isHopeless || now >= attempt.deadline) return failed(attempt, now);
  return select(client, { ...attempt, unanswered: attempt.unanswered + 1 }, now);
}

/** Asks anew after a while, if there is time for it. */
export function pause(client: Client, attempt: Attempt, ms: number, now: number): Turn<Reply> {
  if (now + ms >= attempt.deadline) return failed(attempt, now);
  return { phase: { wakeAt: now + ms, woken: (then) => anew(client, attempt, then) }, actions: [] };
}

/** Asks anew, in an exchange of its own. */
export function anew(client: Client, attempt: Attempt, now: number): Turn<Reply> {
  if (now >= attempt.deadline) return failed(attempt, now);
  return select(client, { ...attempt, xid: newXid(client.settings) }, now);
}
