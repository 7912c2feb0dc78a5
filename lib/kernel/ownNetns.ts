import { openNetns } from './netns.ts';

/** The path of a descriptor that holds this process's own network namespace until the process ends: it means the same wherever it is used. */
export function ownNetns(): string {
  return openNetns('/proc/self/ns/net', true).path;
}
