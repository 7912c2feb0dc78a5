import { type Attempt, newXid } from '../attempt.ts';
import type { Lease, MachineAction } from '../machine.ts';
import type { Turn } from '../phases.ts';
import { bareAddress } from '../savedLease.ts';
import type { Client } from './client.ts';
import { decline, release } from './messages.ts';
import type { Reply } from './reply.ts';
import { pause } from './select.ts';

/** RFC 2131, 3.1, step 5: at least ten seconds after a DECLINE; ms. */
const pauseAfterDecline = 10_000;

/** The address is somebody else's: says so to the server, and begins anew after a while. */
export function conflict(client: Client, attempt: Attempt, lease: Lease, now: number): Turn<Reply> {
  const address = bareAddress(lease);
  const payload = decline(client, newXid(client.settings), address, lease.server);
  const trouble = `server ${lease.server} gave ${address}, which somebody else on the link has`;
  const { wish, ...rest } = attempt;
  const next = pause(client, { ...rest, trouble }, pauseAfterDecline, now);
  return { ...next, actions: [{ kind: 'send', payload, to: 'broadcast' }, ...next.actions] };
}

/** A RELEASE, sent from the address it gives back: servers drop one from no address. */
export function giveBack(client: Client, address: string, server: string): MachineAction {
  const payload = release(client, newXid(client.settings), address, server);
  return { kind: 'send', payload, to: 'server', server, from: address };
}
