import type { MachineAction, MachineSettings } from '../machine.ts';
import { Clocked, sentIn, settingsOf } from '../testMachine.ts';
import { v4Machine } from './machine.ts';
import { answer, type Different } from './testServer.ts';

/** A client of DHCPv4 under a clock that begins at 0. */
export function clientWith(settings: Partial<MachineSettings> = {}, now = 0): Clocked {
  return new Clocked(v4Machine(settingsOf({ random: counting(), ...settings })), now);
}

/** Random numbers that nearly do not jitter, and are another one each time, as transaction ids must be. */
function counting(): () => number {
  let number = 0x8000_0000;
  return () => number++;
}

/** From DISCOVER to the lease; all is answered at once. What the last step did. */
export function acquire(client: Clocked, different: Different = {}): MachineAction[] {
  return probed(client, lease(client, sentIn(client.start()).payload, different));
}

/** From a DISCOVER that was sent to the probe. */
export function lease(client: Clocked, discover: Uint8Array, different: Different = {}): MachineAction[] {
  const request = sentIn(client.receive(answer('offer', discover, different))).payload;
  return client.receive(answer('ack', request, different));
}

/** Nobody has the address that is asked about. */
export function probed(client: Clocked, actions: readonly MachineAction[], taken = false): MachineAction[] {
  const probe = actions.find(({ kind }) => kind === 'probe');
  if (probe?.kind !== 'probe') throw new Error(`no probe in ${JSON.stringify(actions)}`);
  return client.tell({ kind: 'probed', address: probe.address, taken });
}
