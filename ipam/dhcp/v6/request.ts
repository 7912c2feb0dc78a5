import { type Attempt, failed, hopeful } from '../attempt.ts';
import type { MachineAction } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { bareAddress } from '../savedLease.ts';
import type { Client } from './client.ts';
import { parseLease } from './lease.ts';
import { send } from './messages.ts';
import type { Reply } from './reply.ts';
import { requestWaits, waitAfter } from './retransmit.ts';
import { anew, pause, refusal, xidOf } from './solicit.ts';
import { take } from './take.ts';

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
  /** What was wrong with answers that were none. */
  said?: string;
}

/** A Request that is out; `again` counts those before. */
interface Asked {
  again: number;
  sentAt: number;
  wakeAt: number;
}

function ask(taking: Taking, again: number, now: number): Turn<Reply> {
  const { client, attempt, offer, beganAt } = taking;
  const wakeAt = Math.min(now + waitAfter(again, requestWaits, client.settings.random), attempt.deadline);
  const address = offeredAddress(offer);
  const words = { xid: attempt.xid, elapsed: now - beganAt, server: offer.server, address };
  return { phase: asking(taking, { again, sentAt: now, wakeAt }), actions: [send(client, 'request', words)] };
}

function asking(taking: Taking, asked: Asked): Phase<Reply> {
  const { client, offer } = taking;
  const address = offeredAddress(offer);
  return {
    wakeAt: asked.wakeAt,
    woken: (then) => unanswered(taking, asked.again, then),
    received: (reply, then) => answered(taking, asked, reply, then),
    release: () => (address === undefined ? [] : [giveBack(client, address, offer.server)]),
  };
}

function unanswered(taking: Taking, again: number, now: number): Turn<Reply> {
  const { client, attempt, offer, said } = taking;
  const trouble = said ?? `server ${offer.server} made an offer and then fell silent`;
  if (now >= attempt.deadline) return failed({ ...attempt, trouble }, now);
  return again + 1 < requestsPerOffer
    ? ask(taking, again + 1, now)
    : anew(client, { ...attempt, trouble }, now);
}

/** What says neither yes nor no may be somebody else's: the answer may come yet. */
function answered(taking: Taking, asked: Asked, reply: Reply, now: number): Turn<Reply> | undefined {
  const { client, attempt, offer } = taking;
  if (reply.type !== 'reply' || reply.xid !== attempt.xid || reply.server !== offer.server) return undefined;
  const lease = parseLease(reply, asked.sentAt, offeredAddress(offer));
  if (!('refused' in lease)) return now < lease.expiresAt ? take(client, attempt, lease, now) : undefined;
  const said = refusal(reply, lease);
  if (lease.code === 0) return { phase: asking({ ...taking, said }, asked), actions: [] };
  return pause(client, { ...attempt, trouble: said }, pauseAfterRefusal, now);
}

/**
 * A Release (RFC 8415, 18.2.7), which whoever sends it may repeat for a moment: the link is about to go, and the
 * server's clock does the rest. To one server, though by multicast: where the link is gone it goes out from the host.
 */
export function giveBack(client: Client, address: string, server: string): MachineAction {
  const { payload } = send(client, 'release', { xid: xidOf(client), elapsed: 0, server, address });
  return { kind: 'send', payload, to: 'server', server, from: address };
}

function offeredAddress(offer: Reply): string | undefined {
  const lease = parseLease(offer, 0);
  return 'refused' in lease ? undefined : bareAddress(lease);
}
