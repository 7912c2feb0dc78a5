import { type Attempt, failed, newXid } from '../attempt.ts';
import type { Phase, Turn } from '../phases.ts';
import type { Client } from './client.ts';
import { parseLease, type Refusal } from './lease.ts';
import { send } from './messages.ts';
import type { Reply } from './reply.ts';
import { requesting } from './request.ts';
import { waitAfter } from './retransmit.ts';
import { take } from './take.ts';

/**
 * After a first Advertise others are waited for so long, ms. The RFC says: until the first wait is over, a second; but
 * a pod would wait that second at every start, and servers that are to be preferred are not slower than others.
 */
const collecting = 200;
/** The most a server can be preferred: nothing better can come (RFC 8415, 18.2.1). */
const highest = 255;

/** A Solicit that is out, and what has been heard. */
interface Soliciting {
  client: Client;
  attempt: Attempt;
  sentAt: number;
  wakeAt: number;
  /** The best offer until now. */
  best?: Reply;
}

/** Soliciting: asks for a lease at once (Rapid Commit) or for offers (RFC 8415, 18.2.1). */
export function solicit(client: Client, attempt: Attempt, now: number): Turn<Reply> {
  const { random, resendMax, timeout } = client.settings;
  const waits = { first: Math.min(1000, timeout), longest: resendMax };
  const wakeAt = Math.min(now + waitAfter(attempt.unanswered, waits, random), attempt.deadline);
  const words = { xid: attempt.xid, elapsed: now - attempt.beganAt, address: attempt.wish };
  const phase = soliciting({ client, attempt, sentAt: now, wakeAt });
  return { phase, actions: [send(client, 'solicit', words)] };
}

function soliciting(out: Soliciting): Phase<Reply> {
  const { client, attempt, wakeAt, best } = out;
  return {
    wakeAt,
    woken: (now) => (best ? requesting(client, attempt, best, now) : noOffer(client, attempt, now)),
    received: (reply, now) => (reply.xid === attempt.xid ? heard(out, reply, now) : undefined),
  };
}

function heard(out: Soliciting, reply: Reply, now: number): Turn<Reply> | undefined {
  const { client, attempt, sentAt, best } = out;
  if (reply.type === 'reply' && !reply.isRapid) return undefined;
  const lease = parseLease(reply, sentAt, attempt.wish);
  if ('refused' in lease) return goOn({ ...out, attempt: { ...attempt, unusable: refusal(reply, lease) } });
  if (reply.type === 'reply') return now < lease.expiresAt ? take(client, attempt, lease, now) : undefined;
  if (reply.preference === highest) return requesting(client, attempt, reply, now);
  if (best === undefined)
    return goOn({ ...out, best: reply, wakeAt: Math.min(now + collecting, out.wakeAt) });
  return reply.preference > best.preference ? goOn({ ...out, best: reply }) : undefined;
}

function goOn(out: Soliciting): Turn<Reply> {
  return { phase: soliciting(out), actions: [] };
}

/** Servers that have had `timeout` and gave nothing will not: who waits for the first lease is told. */
function noOffer(client: Client, attempt: Attempt, now: number): Turn<Reply> {
  const isHopeless = attempt.unusable !== undefined && now - attempt.beganAt >= client.settings.timeout;
  if ((isHopeless && attempt.deadline < Infinity) || now >= attempt.deadline) return failed(attempt, now);
  return solicit(client, { ...attempt, unanswered: attempt.unanswered + 1 }, now);
}

/** Asks anew after a while, if there is time for it, in an exchange of its own. */
export function pause(client: Client, attempt: Attempt, ms: number, now: number): Turn<Reply> {
  if (now + ms >= attempt.deadline) return failed(attempt, now);
  return { phase: { wakeAt: now + ms, woken: (then) => anew(client, attempt, then) }, actions: [] };
}

/** Asks anew, in an exchange of its own. */
export function anew(client: Client, attempt: Attempt, now: number): Turn<Reply> {
  if (now >= attempt.deadline) return failed(attempt, now);
  return solicit(client, { ...attempt, xid: xidOf(client) }, now);
}

/** A transaction id of 24 bits. */
export function xidOf({ settings }: Client): number {
  return newXid(settings) % 2 ** 24;
}

/** "server 00030001… says NoAddrsAvail: pool is empty". */
export function refusal({ server }: Reply, { refused }: Refusal): string {
  return `server ${server} ${refused}`;
}
