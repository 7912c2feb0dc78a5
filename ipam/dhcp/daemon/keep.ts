import type { Clients } from './clients.ts';
import type { Interface } from './interface.ts';
import type { Kept } from './kept.ts';
import type { Shared } from './shared.ts';

/**
 * Writes down what is leased and configured. Where that fails it is told: the lease holds as long as the daemon runs.
 */
export function keep(kept: Kept, clients: Clients, its: Interface, { store, log }: Shared): void {
  const leases = clients.save().map(({ family, saved }) => {
    const configured = its.of(family);
    return { family, ...(saved && { saved }), ...(configured && { configured }) };
  });
  try {
    store.keep({ ...kept, leases });
  } catch (error) {
    log(`cannot keep the lease: ${error instanceof Error ? error.message : error}`);
  }
}
