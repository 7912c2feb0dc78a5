import type { Delegate } from '../invoke/delegate.ts';
import type { Netns } from '../kernel/netns.ts';
import type { Runner } from '../kernel/runner.ts';

/** What a plugin may reach outside itself: programs, delegated plugins, a log. Handed in, so that a test hands in its own. */
export interface World {
  runner: Runner;
  delegate: Delegate;
  /** The container's namespace if it is open already. */
  netns?: Netns | undefined;
  /** Says what is done, when somebody asked for it. */
  trace(line: string): void;
}
