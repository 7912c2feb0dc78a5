import type { RuleFacts } from '../../lib/kernel/observeRules.ts';
import type { Routing } from '../../lib/kernel/routing.ts';
import { hash64 } from '../../lib/net/hash.ts';
import { ownProtocol, type SourceRule } from '../../lib/ops/sourceRule.ts';
import { mainTable, type WholeRoute } from '../../lib/ops/wholeRoute.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { Family } from '../../lib/spec/addressText.ts';

/**
 * Rules that lead to a table of ours stand at the first, rules to a table that the configuration names at the second.
 */
export const priorities = { own: 20000, named: 20001 } as const;

/** The number that the rules of one attachment carry: 32 bits of a hash, never 0. */
export function ownerMark(request: AttachmentRequest<unknown>): number {
  return Number.parseInt(hash64(ownerLabel(attachmentOwner('sbr', request))).slice(0, 8), 16) || 1;
}

/** The rules that carry a mark. */
export function ownedRules(mark: number, rules: RuleFacts[]): SourceRule[] {
  return rules.filter(isOurs).flatMap((rule) => {
    const { table = 0 } = rule;
    return rule.mark === mark ? [{ ...rule, table }] : [];
  });
}

/** True for a rule of any attachment. */
export function isOurs({ protocol, mask, priority }: RuleFacts): boolean {
  return protocol === ownProtocol && mask === 0 && Object.values<number>(priorities).includes(priority);
}

/** Number of the kernel's own routes, which it puts into main and local (rtnetlink(7), rtm_protocol). */
const kernelProtocol = 2;

/**
 * Tables of ours to which no rule leads any more: what somebody who has flushed the rules leaves. They are known by a
 * route of ours or one that the kernel would not have put there, and by leading nowhere but through the link. Lowest
 * first.
 */
export function orphanedTables(family: Family, ifName: string, { rules, routes }: Routing): number[] {
  const led = new Set(rules.filter((rule) => rule.family === family).map(({ table }) => table));
  const known = routes.filter((route) => route.family === family && !led.has(route.table));
  const isForeign = ({ attributes, links }: WholeRoute) =>
    attributes === undefined || links.some((link) => link !== ifName);
  const foreign = new Set([mainTable, ...known.filter(isForeign).map(({ table }) => table)]);
  const ours = known.filter(
    ({ table, protocol }) => !foreign.has(table) && [ownProtocol, kernelProtocol].includes(protocol),
  );
  return [...new Set(ours.map(({ table }) => table))].sort((a, b) => a - b);
}
