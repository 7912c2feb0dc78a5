import { asCniError } from '../../../lib/spec/errors.ts';
import { attachmentKey, type Named } from '../protocol.ts';
import type { Held } from './held.ts';
import type { Kept } from './kept.ts';
import type { Shared } from './shared.ts';

/** Takes up the leases that a daemon before this one has left, and orders to release some. */
export function restore(held: Held, shared: Shared): void {
  const { store, log } = shared;
  const orders = new Map(store.orders(log).map((named) => [attachmentKey(named), named]));
  for (const kept of store.all(log)) takeUp(held, shared, kept, orders.delete(attachmentKey(kept)));
  for (const named of orders.values()) store.forget(named);
}

/** Carries out orders that were left while this daemon ran: one that is busy or stopped may not be reached. */
export function obey(held: Held, shared: Shared): void {
  for (const named of shared.store.orders(() => {})) held.giveUp(named).catch(teller(shared, named));
}

/** One that cannot be taken up is no reason to leave the others. */
function takeUp(held: Held, shared: Shared, kept: Kept, isOrdered: boolean): void {
  const tell = teller(shared, kept);
  try {
    const attachment = held.enter(kept, false);
    if (isOrdered) held.release(attachment).catch(tell);
    else attachment.acquire().catch(() => {}); // told by the client
  } catch (error) {
    tell(error);
  }
}

function teller({ log }: Shared, named: Named): (error: unknown) => void {
  return (error) => log(`${attachmentKey(named)}: cannot take it up: ${asCniError(error).message}`);
}
