import type { Lease } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { bareAddress } from '../savedLease.ts';
import type { Client } from './client.ts';
import { holding, lose, renew } from './keep.ts';
import { parseLease } from './lease.ts';
import { send } from './messages.ts';
import { Status } from './option.ts';
import type { Reply } from './reply.ts';
import { requestWaits, waitAfter } from './retransmit.ts';
import { refusal, xidOf } from './solicit.ts';
import { takeAnew } from './take.ts';

/** Then renewal goes on: somebody else may know the lease. */
const requestsPerServer = 4;

/** A lease that is held, and the server that is asked for it. */
export interface Reclaiming {
  client: Client;
  lease: Lease;
  server: string;
  sentAt: number;
}

/**
 * Asks a server that has forgotten a lease for the same address again, while it is in use (RFC 8415, 18.2.10.1:
 * Request).
 */
export function reclaim(reclaiming: Reclaiming, again = 0, now = reclaiming.sentAt): Turn<Reply> {
  const { client, lease, server, sentAt } = reclaiming;
  const xid = xidOf(client);
  const phase: Phase<Reply> = {
    ...holding(client, lease),
    wakeAt: now + waitAfter(again, requestWaits, client.settings.random),
    woken: (then) =>
      again + 1 < requestsPerServer ? reclaim(reclaiming, again + 1, then) : renew(client, lease, then),
    received: (reply, then) =>
      reply.type === 'reply' && reply.xid === xid && reply.server === server
        ? answered(reclaiming, reply, now, then)
        : undefined,
  };
  const words = { xid, elapsed: now - sentAt, server, address: bareAddress(lease) };
  return { phase, actions: [send(client, 'request', words)] };
}

/** A server that will not give it to us may give it to another. */
function answered(
  { client, lease }: Reclaiming,
  reply: Reply,
  sentAt: number,
  now: number,
): Turn<Reply> | undefined {
  const next = parseLease(reply, sentAt, bareAddress(lease));
  if (!('refused' in next)) return now < next.expiresAt ? takeAnew(client, lease, next, now) : undefined;
  const isFinal = next.code === Status.noAddresses || next.code === Status.notOnLink;
  return isFinal ? lose(client, lease, refusal(reply, next), now, false) : undefined;
}
