import type { Lease } from '../machine.ts';
import type { Phase, Turn } from '../phases.ts';
import { bareAddress } from '../savedLease.ts';
import type { Client } from './client.ts';
import { bound, holding, lose } from './keep.ts';
import { send } from './messages.ts';
import { nameOfStatus, Status } from './option.ts';
import type { Reply } from './reply.ts';
import { confirmWaits, waitAfter } from './retransmit.ts';
import { xidOf } from './solicit.ts';

/** CNF_MAX_RD: after ten seconds without an answer the lease is used for as long as it has (RFC 8415, 18.2.3); ms. */
const longest = 10_000;

/** Asks whether a saved address still belongs on this link. Its times stay as they are: a Confirm renews nothing. */
export function confirm(
  client: Client,
  lease: Lease,
  beganAt: number,
  again = 0,
  now = beganAt,
): Turn<Reply> {
  const xid = xidOf(client);
  const end = beganAt + longest;
  const phase: Phase<Reply> = {
    ...holding(client, lease),
    wakeAt: Math.min(end, now + waitAfter(again, confirmWaits, client.settings.random)),
    woken: (then) =>
      then < end ? confirm(client, lease, beganAt, again + 1, then) : bound(client, lease, false),
    received: (reply, then) =>
      reply.type === 'reply' && reply.xid === xid ? answered(client, lease, reply, then) : undefined,
  };
  return {
    phase,
    actions: [send(client, 'confirm', { xid, elapsed: now - beganAt, address: bareAddress(lease) })],
  };
}

function answered(
  client: Client,
  lease: Lease,
  { server, status }: Reply,
  now: number,
): Turn<Reply> | undefined {
  if (status.code === Status.success) return bound(client, lease, false);
  if (status.code !== Status.notOnLink) return undefined;
  return lose(client, lease, `server ${server} says ${nameOfStatus(status.code)}`, now, false);
}
