import { type Attempt, failed } from '../attempt.ts';
import type { Lease } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { probing } from '../probing.ts';
import { waitAfter } from '../retry.ts';
import { bareAddress } from '../savedLease.ts';
import type { Client } from './client.ts';
import { conflict, giveBack } from './giveBack.ts';
import { bound } from './keep.ts';
import { parseLease } from './lease.ts';
import { request } from './messages.ts';
import { type Reply, unusable } from './reply.ts';
import { anew, pause } from './select.ts';

/** An offer that is not acknowledged after so many REQUESTs is given up (RFC 2131, 3.1, says "e.g., four"). */
const requestsPerOffer = 3;
/** Between a NAK and the next DISCOVER, so that a server that always refuses is not asked without end; ms. */
const pauseAfterNak = 2000;

/** An offer that is taken up. */
interface Taking {
  client: Client;
  attempt: Attempt;
  /** `secs` of its DISCOVER: the REQUEST must have the same (RFC 2131, 3.1). */
  secs: number;
  offer: Reply;
}

/** REQUESTING: takes up an offer; `again` counts the REQUESTs before. The lease counts from the last of them. */
export function requesting(taking: Taking, now: number, again = 0): Turn<Reply> {
  const { client, attempt, secs, offer } = taking;
  const words = { xid: attempt.xid, secs, requested: offer.address, server: offer.server };
  const phase: Phase<Reply> = {
    wakeAt: Math.min(now + waitAfter(again, client.settings), attempt.deadline),
    woken: (then) => unanswered(taking, again, then),
    received: (reply, then) => answered(taking, reply, now, then),
    release: () => [giveBack(client, offer.address, offer.server)],
  };
  return { phase, actions: [{ kind: 'send', payload: request(client, words), to: 'broadcast' }] };
}

function unanswered(taking: Taking, again: number, now: number): Turn<Reply> {
  const { client, attempt, offer } = taking;
  const silent = troubled(attempt, `server ${offer.server} offered ${offer.address} and then fell silent`);
  if (now >= attempt.deadline) return failed(silent, now);
  return again + 1 < requestsPerOffer ? requesting(taking, now, again + 1) : anew(client, silent, now);
}

function answered(taking: Taking, reply: Reply, sentAt: number, now: number): Turn<Reply> | undefined {
  const { client, attempt, offer } = taking;
  const { address, server } = offer;
  if (reply.xid !== attempt.xid || reply.server !== server) return undefined;
  const refused = troubled(attempt, `server ${server} offered ${address} and then refused it`);
  if (reply.type === 'nak') return pause(client, refused, pauseAfterNak, now);
  if (reply.type !== 'ack' || reply.address !== address) return undefined;
  const lease = parseLease(reply, sentAt, client.settings);
  if ('refused' in lease) return pause(client, troubled(attempt, unusable(reply, lease)), pauseAfterNak, now);
  return now < lease.expiresAt ? take(client, attempt, lease, now) : undefined;
}

function take(client: Client, attempt: Attempt, lease: Lease, now: number): Turn<Reply> {
  const given = {
    giveBack: () => giveBack(client, bareAddress(lease), lease.server),
    use: () => bound(client, lease, true),
    decline: (then: number) => conflict(client, attempt, lease, then),
    anew: (then: number) => anew(client, attempt, then),
  };
  return probing(attempt, lease, given, now);
}

function troubled(attempt: Attempt, trouble: string): Attempt {
  return { ...attempt, trouble };
}
