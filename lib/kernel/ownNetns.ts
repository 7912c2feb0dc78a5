import { type Netns, openNetns } from './netns.ts';

/** This process's own network namespace, held open until its descriptor is closed or the process ends. */
export function ownNetns(): Netns {
  return openNetns('/proc/self/ns/net', true);
}
