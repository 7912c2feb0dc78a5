import { newAttempt } from '../attempt.ts';
import type { Machine, MachineSettings } from '../machine.ts';
import { type Phase, phaseMachine } from '../phases.ts';
import { bareAddress, readSavedLease } from '../savedLease.ts';
import { type Client, clientOf, memoryOf } from './client.ts';
import { confirm } from './confirm.ts';
import { lose, ranOut } from './keep.ts';
import { decodeReply, type Reply } from './reply.ts';
import { giveBack } from './request.ts';
import { solicit, xidOf } from './solicit.ts';

/**
 * The client of RFC 8415 for one address (IA_NA) of one interface. Without a lease to begin with it gives up after
 * `resendTimeout`; once there was one it never does. Released before it was started, it gives back the saved lease.
 */
export function v6Machine(settings: MachineSettings): Machine {
  const client = clientOf(settings);
  return phaseMachine(beforeStart(client), (payload) => decodeReply(payload, client));
}

function beforeStart(client: Client): Phase<Reply> {
  const { settings } = client;
  const lease = readSavedLease(settings.saved, 6);
  if (lease === undefined)
    return { started: (now) => solicit(client, { ...newAttempt(settings, now), xid: xidOf(client) }, now) };
  return {
    started: (now) =>
      now < lease.expiresAt ? confirm(client, lease, now) : lose(client, lease, ranOut(lease), now),
    release: (now) => (now < lease.expiresAt ? [giveBack(client, bareAddress(lease), lease.server)] : []),
    held: () => ({ lease, memory: memoryOf(client) }),
  };
}
