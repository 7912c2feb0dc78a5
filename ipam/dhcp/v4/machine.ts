import { newAttempt } from '../attempt.ts';
import type { Machine, MachineSettings } from '../machine.ts';
import { type Phase, phaseMachine } from '../phases.ts';
import { bareAddress, readSavedLease } from '../savedLease.ts';
import { type Client, clientOf, memoryOf } from './client.ts';
import { giveBack } from './giveBack.ts';
import { lose, ranOut, reboot } from './keep.ts';
import { decodeReply, type Reply } from './reply.ts';
import { select } from './select.ts';

/**
 * The client of RFC 2131 for one interface. Without a lease to begin with it gives up after `resendTimeout`; once there
 * was one it never does. Addresses in its actions are bare ("10.0.0.5"), but for the lease's own. Released before it
 * was started, it gives back the saved lease.
 */
export function v4Machine(settings: MachineSettings): Machine {
  const client = clientOf(settings);
  return phaseMachine(beforeStart(client), (payload) => decodeReply(payload, client));
}

function beforeStart(client: Client): Phase<Reply> {
  const lease = readSavedLease(client.settings.saved, 4);
  const anew = (now: number) => select(client, newAttempt(client.settings, now), now);
  if (lease === undefined) return { started: anew };
  return {
    started: (now) =>
      now < lease.expiresAt ? reboot(client, lease, now) : lose(client, lease, ranOut(lease), now),
    release: (now) => (now < lease.expiresAt ? [giveBack(client, bareAddress(lease), lease.server)] : []),
    held: () => ({ lease, memory: memoryOf(client) }),
  };
}
