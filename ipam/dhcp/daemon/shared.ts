import type { Surroundings } from './keeper.ts';
import type { Times } from './machines.ts';
import type { Store } from './store.ts';

/** What all attachments share. */
export interface Shared extends Surroundings {
  store: Store;
  times: Times;
}
