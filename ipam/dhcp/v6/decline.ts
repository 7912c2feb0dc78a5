import { type Attempt, failed } from '../attempt.ts';
import type { Lease } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { bareAddress } from '../savedLease.ts';
import type { Client } from './client.ts';
import { send } from './messages.ts';
import type { Reply } from './reply.ts';
import { declineWaits, waitAfter } from './retransmit.ts';
import { anew, pause, xidOf } from './solicit.ts';

/** DEC_MAX_RC: so many Declines; a server that answers none of them is asked anew all the same. */
const declinesPerLease = 4;
/**
 * Before another address is asked for, twice as long each time: not all of a pool is to be declined where somebody
 * answers for every address; ms.
 */
const pauses = { first: 1000, longest: 10_000 };

/**
 * The address is somebody else's: says so to the server until it answers, so that it does not give the same again (RFC
 * 8415, 18.2.8), and begins anew after a while.
 */
export function decline(client: Client, attempt: Attempt, lease: Lease, now: number): Turn<Reply> {
  const { wish, ...rest } = attempt;
  const declined = (attempt.declined ?? 0) + 1;
  const ms = Math.min(pauses.first * 2 ** Math.min(declined - 1, 30), pauses.longest);
  const next = { ...rest, declined, trouble: inUse(lease) };
  return say({ client, attempt: next, lease, ms, xid: xidOf(client), beganAt: now }, 0, now);
}

/** Why an address is not used. */
export function inUse(lease: Lease): string {
  return `server ${lease.server} gave ${bareAddress(lease)}, which somebody else on the link has`;
}

/** A lease that is declined. */
interface Declining {
  client: Client;
  attempt: Attempt;
  lease: Lease;
  /** The pause afterwards. */
  ms: number;
  xid: number;
  beganAt: number;
}

/** A Decline; `again` counts those before. Where there is no time for another address it is said once. */
function say(declining: Declining, again: number, now: number): Turn<Reply> {
  const { client, attempt, lease, ms, xid, beganAt } = declining;
  const words = { xid, elapsed: now - beganAt, server: lease.server, address: bareAddress(lease) };
  const action = send(client, 'decline', words);
  if (now + ms >= attempt.deadline) return { actions: [action, ...failed(attempt, now).actions] };
  const isLast = again + 1 >= declinesPerLease;
  const phase: Phase<Reply> = {
    wakeAt: Math.min(now + waitAfter(again, declineWaits, client.settings.random), attempt.deadline),
    woken: (then) => (isLast ? anew(client, attempt, then) : say(declining, again + 1, then)),
    received: ({ type, xid: said, server }, then) =>
      type === 'reply' && said === xid && server === lease.server
        ? pause(client, attempt, ms, then)
        : undefined,
  };
  return { phase, actions: [action] };
}
