import { newAttempt } from '../attempt.ts';
import type { Lease } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { bareAddress } from '../savedLease.ts';
import { type Client, memoryOf } from './client.ts';
import { isWithdrawn, parseLease } from './lease.ts';
import { send } from './messages.ts';
import { Status } from './option.ts';
import { reclaim } from './reclaim.ts';
import type { Reply } from './reply.ts';
import { giveBack } from './request.ts';
import { waitUntil } from './retransmit.ts';
import { refusal, solicit, xidOf } from './solicit.ts';
import { takeAnew } from './take.ts';

/** With a lease: nothing to do until T1, which may be over after a restart. */
export function bound(client: Client, lease: Lease, changed: boolean): Turn<Reply> {
  const phase: Phase<Reply> = {
    ...holding(client, lease),
    wakeAt: lease.renewAt,
    woken: (now) => renew(client, lease, now),
  };
  return { phase, actions: [{ kind: 'bound', lease, changed }] };
}

/**
 * Renew, to the server the lease is from, until T2 (RFC 8415, 18.2.4); Rebind, to any, until it runs out (18.2.5).
 * `again` counts those of the kind that went before.
 */
export function renew(client: Client, lease: Lease, now: number, again = 0): Turn<Reply> {
  const isRebinding = now >= lease.rebindAt;
  const [begin, end] = isRebinding ? [lease.rebindAt, lease.expiresAt] : [lease.renewAt, lease.rebindAt];
  // Each with an xid of its own: the lease counts from the sending of the one that is answered.
  const xid = xidOf(client);
  const words = { xid, elapsed: now - begin, address: bareAddress(lease) };
  const phase: Phase<Reply> = {
    ...holding(client, lease),
    wakeAt: now + waitUntil(now, end, end - begin, again, client.settings.random),
    woken: (then) => renew(client, lease, then, !isRebinding && then >= lease.rebindAt ? 0 : again + 1),
    received(reply, then) {
      if (reply.type !== 'reply' || reply.xid !== xid) return undefined;
      return isRebinding || reply.server === lease.server
        ? answered(client, lease, reply, now, then)
        : undefined;
    },
  };
  const action = isRebinding
    ? send(client, 'rebind', words)
    : send(client, 'renew', { ...words, server: lease.server });
  return { phase, actions: [action] };
}

/** A server that knows nothing of the lease is asked to give it (18.2.10.1); other refusals are as good as silence. */
function answered(
  client: Client,
  lease: Lease,
  reply: Reply,
  sentAt: number,
  now: number,
): Turn<Reply> | undefined {
  const address = bareAddress(lease);
  const next = parseLease(reply, sentAt, address);
  if (!('refused' in next)) return now < next.expiresAt ? takeAnew(client, lease, next, now) : undefined;
  if (next.code === Status.noBinding) return reclaim({ client, lease, server: reply.server, sentAt: now });
  if (next.code === Status.notOnLink) return lose(client, lease, refusal(reply, next), now, false);
  if (!isWithdrawn(reply, address)) return undefined;
  return lose(client, lease, `server ${reply.server} took ${address} back`, now, false);
}

/** The lease is over: says so, and begins anew for as long as it takes. */
export function lose(client: Client, lease: Lease, why: string, now: number, isWished = true): Turn<Reply> {
  const address = bareAddress(lease);
  const attempt = {
    ...newAttempt(client.settings, now, true),
    xid: xidOf(client),
    ...(isWished && { wish: address }),
  };
  const next = solicit(client, attempt, now);
  return { ...next, actions: [{ kind: 'lost', address, why }, ...next.actions] };
}

/** What is common to all phases with a lease. */
export function holding(client: Client, lease: Lease): Phase<Reply> {
  const address = bareAddress(lease);
  return {
    expiresAt: lease.expiresAt,
    expired: (now) => lose(client, lease, ranOut(lease), now),
    release: () => [giveBack(client, address, lease.server)],
    held: () => ({ lease, memory: memoryOf(client) }),
  };
}

/** Why a lease is lost that was not renewed in its time. */
export function ranOut({ server }: Lease): string {
  return `the lease ran out and server ${server} did not renew it`;
}
