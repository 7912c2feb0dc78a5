import type { Delegate } from '../invoke/delegate.ts';
import type { Runner } from '../kernel/runner.ts';

/**
 * What a plugin may reach outside itself: programs, delegated plugins, a log. Handed in, so that a test hands in its
 * own.
 */
export interface World {
  runner: Runner;
  delegate: Delegate;
  /** Says what is done, when somebody asked for it. */
  trace(line: string): void;
  /**
   * True for the type of an IPAM plugin that works through the link: asked once that is there, and told of its end
   * before.
   */
  needsLink?(ipamType: string): boolean;
}
