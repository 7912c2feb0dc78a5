import type { MachineAction, MachineSettings } from '../machine.ts';
import { Clocked, sentIn, settingsOf } from '../testMachine.ts';
import { v6Machine } from './machine.ts';
import { answer, type Different } from './testServer.ts';

/** A client of DHCPv6 under a clock that begins at 0. */
export function clientWith(settings: Partial<MachineSettings> = {}, now = 0): Clocked {
  let number = 0x8000_0000;
  return new Clocked(v6Machine(settingsOf({ random: () => number++, ...settings })), now);
}

/** From Solicit to the lease by an offer and its Request. What the last step did. */
export function acquire(client: Clocked, different: Different = {}): MachineAction[] {
  client.receive(answer('advertise', sentIn(client.start()).payload, different));
  return client.receive(answer('reply', sentIn(client.wake()).payload, different));
}

/** The message that was sent last. */
export function last(client: Clocked): Uint8Array {
  return client.sent.at(-1)?.send.payload as Uint8Array;
}
