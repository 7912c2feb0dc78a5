import { type Attempt, failed, hopeful } from '../attempt.ts';
import type { Lease, MachineAction } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { bareAddress } from '../savedLease.ts';
import type { Client } from './client.ts';
import { bound } from './keep.ts';
import { parseLease } from './lease.ts';
import { send } from './messages.ts';
import type { Reply } from './reply.ts';
import { requestWaits, waitAfter } from './retransmit.ts';
import { anew, pause, refusal, xidOf } from './solicit.ts';

/** REQ_MAX_RC is 10, which takes minutes; after fewer there may be another server by now. */
const requestsPerOffer = 5;
/** Before a server that refused what it offered is asked again; ms. */
const pauseAfterRefusal = 2000;

/** Requesting: takes up an offer (RFC 8415, 18.2.2), in an exchange of its own. */
export function requesting(client: Client, attempt: Attempt, offer: Reply, now: number): Turn<Reply> {
  return ask({ client, attempt: { ...hopeful(attempt), xid: xidOf(client) }, offer, beganAt: now }, 0, now);
}

/** An offer that is taken up. */
interface Taking {
  client: Client;
  attempt: Attempt;
  offer: Reply;
  beganAt: number;
}

/** `again` counts the Requests before. */
function ask(taking: Taking, again: number, now: number): Turn<Reply> {
  const { client, attempt, offer, beganAt } = taking;
  const address = offeredAddress(offer);
  const phase: Phase<Reply> = {
    wakeAt: Math.min(now + waitAfter(again, requestWaits, client.settings.random), attempt.deadline),
    woken: (then) => unanswered(taking, again, then),
    received: (reply, then) => answered(taking, reply, now, then),
    release: () => (address === undefined ? [] : [giveBack(client, address, offer.server)]),
  };
  const words = { xid: attempt.xid, elapsed: now - beganAt, server: offer.server, address };
  return { phase, actions: [send(client, 'request', words)] };
}

function unanswered(taking: Taking, again: number, now: number): Turn<Reply> {
  const { client, attempt, offer } = taking;
  const silent = { ...attempt, trouble: `server ${offer.server} made an offer and then fell silent` };
  if (now >= attempt.deadline) return failed(silent, now);
  return again + 1 < requestsPerOffer ? ask(taking, again + 1, now) : anew(client, silent, now);
}

function answered(taking: Taking, reply: Reply, sentAt: number, now: number): Turn<Reply> | undefined {
  const { client, attempt, offer } = taking;
  if (reply.type !== 'reply' || reply.xid !== attempt.xid || reply.server !== offer.server) return undefined;
  const lease = parseLease(reply, sentAt, offeredAddress(offer));
  if (!('refused' in lease)) return now < lease.expiresAt ? bound(client, lease, true) : undefined;
  return pause(client, { ...attempt, trouble: refusal(reply, lease) }, pauseAfterRefusal, now);
}

/** A Release (RFC 8415, 18.2.7), sent once: the link is about to go, and the server's clock does the rest. */
export function giveBack(client: Client, address: string, server: string): MachineAction {
  return send(client, 'release', { xid: xidOf(client), elapsed: 0, server, address });
}

/** A Decline (RFC 8415, 18.2.8): duplicate address detection found somebody else with it. */
export function declineLease(client: Client, lease: Lease): MachineAction {
  return send(client, 'decline', {
    xid: xidOf(client),
    elapsed: 0,
    server: lease.server,
    address: bareAddress(lease),
  });
}

function offeredAddress(offer: Reply): string | undefined {
  const lease = parseLease(offer, 0);
  return 'refused' in lease ? undefined : bareAddress(lease);
}
