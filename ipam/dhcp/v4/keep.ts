import { newAttempt, newXid } from '../attempt.ts';
import type { Lease } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { renewalWait, waitAfter } from '../retry.ts';
import { bareAddress, differ } from '../savedLease.ts';
import { type Client, memoryOf } from './client.ts';
import { conflict, giveBack } from './giveBack.ts';
import { parseLease } from './lease.ts';
import { request } from './messages.ts';
import type { Reply } from './reply.ts';
import { select } from './select.ts';

/** So many REQUESTs after a restart; then the lease is used for as long as it has (RFC 2131, 3.2, step 3). */
const requestsAfterRestart = 3;

/** BOUND: nothing to do until T1, which may be over after a restart. */
export function bound(client: Client, lease: Lease, changed: boolean): Turn<Reply> {
  const phase: Phase<Reply> = {
    ...holding(client, lease),
    wakeAt: lease.renewAt,
    woken: (now) => renew(client, lease, now),
  };
  return { phase, actions: [{ kind: 'bound', lease, changed }] };
}

/**
 * RENEWING: asks the server the lease is from, until T2; REBINDING: asks any server, until the lease runs out (RFC
 * 2131, 4.4.5).
 */
function renew(client: Client, lease: Lease, now: number): Turn<Reply> {
  const isRebinding = now >= lease.rebindAt;
  const [begin, end] = isRebinding ? [lease.rebindAt, lease.expiresAt] : [lease.renewAt, lease.rebindAt];
  const address = bareAddress(lease);
  // Each with an xid of its own: the lease counts from the sending of the one that is answered.
  const xid = newXid(client.settings);
  const payload = request(client, { xid, ciaddr: address });
  const phase: Phase<Reply> = {
    ...holding(client, lease),
    wakeAt: now + renewalWait(now, end, end - begin),
    woken: (then) => renew(client, lease, then),
    received(reply, then) {
      const isAnswer = reply.xid === xid && (isRebinding || reply.server === lease.server);
      return isAnswer ? answered(client, lease, reply, now, then) : undefined;
    },
  };
  if (isRebinding) return { phase, actions: [{ kind: 'send', payload, to: 'broadcast' }] };
  return { phase, actions: [{ kind: 'send', payload, to: 'server', server: lease.server, from: address }] };
}

/** INIT-REBOOT: asks whether a saved lease still holds (RFC 2131, 3.2). */
export function reboot(client: Client, lease: Lease, now: number, again = 0): Turn<Reply> {
  const xid = newXid(client.settings);
  const payload = request(client, { xid, requested: bareAddress(lease) });
  const wait = Math.min(waitAfter(again, client.settings), Math.max(1000, (lease.expiresAt - now) / 2));
  const phase: Phase<Reply> = {
    ...holding(client, lease),
    wakeAt: now + Math.round(wait),
    woken: (then) =>
      again + 1 < requestsAfterRestart ? reboot(client, lease, then, again + 1) : bound(client, lease, false),
    received: (reply, then) => (reply.xid === xid ? answered(client, lease, reply, now, then) : undefined),
  };
  return { phase, actions: [{ kind: 'send', payload, to: 'broadcast' }] };
}

/** A lease that cannot be used, or one of another address, is no renewal of this one. */
function answered(
  client: Client,
  lease: Lease,
  reply: Reply,
  sentAt: number,
  now: number,
): Turn<Reply> | undefined {
  const address = bareAddress(lease);
  if (reply.type === 'nak')
    return lose(client, lease, `server ${reply.server} refused ${address}`, now, false);
  if (reply.type !== 'ack' || reply.address !== address) return undefined;
  const granted = parseLease(reply, sentAt, client.settings);
  if ('refused' in granted || now >= granted.expiresAt) return undefined;
  // The answer to a renewal comes without the relay, and says nothing of it.
  const next = { ...(lease.relay !== undefined && { relay: lease.relay }), ...granted };
  return bound(client, next, differ(next, lease));
}

/** The lease is over: says so, and begins anew for as long as it takes. */
export function lose(client: Client, lease: Lease, why: string, now: number, isWished = true): Turn<Reply> {
  const address = bareAddress(lease);
  const next = select(
    client,
    { ...newAttempt(client.settings, now, true), ...(isWished && { wish: address }) },
    now,
  );
  return { ...next, actions: [{ kind: 'lost', address, why }, ...next.actions] };
}

/** What is common to all phases with a lease. */
function holding(client: Client, lease: Lease): Phase<Reply> {
  const address = bareAddress(lease);
  return {
    expiresAt: lease.expiresAt,
    expired: (now) => lose(client, lease, ranOut(lease), now),
    probed(probed, taken, now) {
      if (!taken || probed !== address) return undefined;
      const why = 'somebody else on the link has it';
      const next = conflict(client, newAttempt(client.settings, now, true), lease, now);
      return { ...next, actions: [{ kind: 'lost', address, why }, ...next.actions] };
    },
    release: () => [giveBack(client, address, lease.server)],
    held: () => ({ lease, memory: memoryOf(client) }),
  };
}

/** Why a lease is lost that was not renewed in its time. */
export function ranOut({ server }: Lease): string {
  return `the lease ran out and server ${server} did not renew it`;
}
