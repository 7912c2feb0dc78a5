import type { Wishes } from './conf.ts';
import type { Lease } from './machine.ts';

/**
 * What plugin and daemon say to each other: one line of JSON each way over the Unix socket, then both hang up. A
 * plugin that hangs up early takes its call back.
 */
export type DaemonCall =
  /** Answers what is leased already, or acquires it. */
  | (Named & { command: 'ADD'; netns: string; wishes: Wishes })
  /** Gives back what is leased. Unknown is success. */
  | (Named & { command: 'DEL' })
  /** Answers what is leased and still in force; nothing is acquired. */
  | (Named & { command: 'CHECK' })
  /** Gives back what this network has leased for attachments that are not in the list. */
  | { command: 'GC'; network: string; valid: { containerId: string; ifName: string }[] }
  | { command: 'STATUS' };

/** Identity of an attachment. */
export interface Named {
  containerId: string;
  network: string;
  ifName: string;
}

export interface DaemonAnswer {
  /** One for each family that is leased. Times that never come are null. */
  leases?: Lease[];
  /** The call failed. */
  error?: { code: number; message: string; details?: string };
}

/** Longest line that either side reads, bytes. */
export const longestLine = 1 << 20;

/**
 * The identity as the reference puts it together: what the daemon knows an attachment by. No part of it holds a
 * slash.
 */
export function attachmentKey({ containerId, network, ifName }: Named): string {
  return `${containerId}/${network}/${ifName}`;
}
