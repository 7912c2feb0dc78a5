import * as z from 'zod/mini';
import type { Family } from '../spec/addressText.ts';

/** A routing rule, as far as somebody may have made it for one address. */
export interface RuleFacts {
  family: Family;
  priority: number;
  /** "all", a bare address, or a network. */
  source: string;
  /** Absent for a rule that leads to no table. */
  table?: number;
  /** Who made it (rtnetlink(7), rtm_protocol). */
  protocol: number;
  /** The mark that packets must have, and which of its bits count. 0: it asks for none. */
  mark: number;
  mask: number;
}

/** The words that ask an `ip` of one family for its rules. */
export const showRules = ['rule', 'show'];

const text = z.optional(z.string());
const rule = z.object({
  priority: z.number(),
  src: z.string(),
  srclen: z.optional(z.number()),
  table: text,
  protocol: text,
  fwmark: text,
  fwmask: text,
});

/** Every rule that `showRules` found, in the order in which the kernel asks them. */
export function allRuleFacts(family: Family, found: unknown[] | undefined): RuleFacts[] {
  return (found ?? []).map((json) => {
    const { priority, src, srclen, table, protocol = '0', fwmark = '0', fwmask } = z.parse(rule, json);
    return {
      family,
      priority,
      source: srclen === undefined ? src : `${src}/${srclen}`,
      ...(table === undefined ? {} : { table: Number(table) }),
      protocol: Number(protocol),
      mark: Number(fwmark),
      mask: fwmask === undefined ? 0xffffffff : Number(fwmask),
    };
  });
}
