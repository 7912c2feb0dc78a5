import type { FamilyIpStep, Place } from '../plan/step.ts';
import type { Family } from '../spec/addressText.ts';

/** A rule that sends what comes from one address to a table. */
export interface SourceRule {
  family: Family;
  /** A bare address, as iproute2 prints it. */
  source: string;
  table: number;
  /** Before the rules of main and default, 32766 and 32767. */
  priority: number;
  /** Whose it is: 32 bits, not 0. Written as a mark of which no bit is compared, so that every packet passes. */
  mark: number;
}

/**
 * What the rules and routes of ours say made them (rtm_protocol): a number that iproute2 has no name for, the letter w.
 */
export const ownProtocol = 119;

/** Adds a rule. Refused if exactly this one is there. */
export function addSourceRule(place: Place, rule: SourceRule): FamilyIpStep {
  const words = ruleWords(rule);
  return {
    tool: `ip -${rule.family}`,
    place,
    words: ['rule', 'add', ...words],
    undo: ['rule', 'delete', ...words],
    why: `look up what comes from ${rule.source} in table ${rule.table}`,
  };
}

/** Removes a rule; adding it is its undo. */
export function removeSourceRule(place: Place, rule: SourceRule): FamilyIpStep {
  const words = ruleWords(rule);
  return {
    tool: `ip -${rule.family}`,
    place,
    words: ['rule', 'delete', ...words],
    undo: ['rule', 'add', ...words],
    undoFine: 'exists',
    fine: 'absent',
    why: `remove the rule for ${rule.source}`,
  };
}

function ruleWords({ source, mark, priority, table }: SourceRule): string[] {
  const tag = [
    'fwmark',
    `0x${mark.toString(16)}/0`,
    'pref',
    String(priority),
    'protocol',
    String(ownProtocol),
  ];
  return ['from', source, ...tag, 'lookup', String(table)];
}
