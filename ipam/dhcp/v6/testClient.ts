import type { MachineAction, MachineSettings } from '../machine.ts';
import { Clocked, sentIn, settingsOf } from '../testMachine.ts';
import { v6Machine } from './machine.ts';
import { answer, type Different } from './testServer.ts';

/** A client of DHCPv6 under a clock that begins at 0. */
export function clientWith(settings: Partial<MachineSettings> = {}, now = 0): Clocked {
  let number = 0x8000_0000;
  return new Clocked(v6Machine(settingsOf({ random: () => number++, ...settings })), now);
}

/** From Solicit to the lease by an offer and its Request; nobody else has the address. What the last step did. */
export function acquire(client: Clocked, different: Different = {}): MachineAction[] {
  return looked(client, given(client, different));
}

/** From Solicit to the Reply; what that did. */
export function given(client: Clocked, different: Different = {}): MachineAction[] {
  client.receive(answer('advertise', sentIn(client.start()).payload, different));
  return client.receive(answer('reply', sentIn(client.wake()).payload, different));
}

/** Tells it what a look for somebody else with the address found, if it wanted one. */
export function looked(client: Clocked, actions: MachineAction[], taken = false): MachineAction[] {
  const probe = actions.find((action) => action.kind === 'probe');
  return probe === undefined ? actions : client.tell({ kind: 'probed', address: probe.address, taken });
}

/** The message that was sent last. */
export function last(client: Clocked): Uint8Array {
  return client.sent.at(-1)?.send.payload as Uint8Array;
}
