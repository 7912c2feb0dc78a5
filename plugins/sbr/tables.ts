import { type Routing, tablesInUse } from '../../lib/kernel/routing.ts';
import { freeTables } from '../../lib/ops/freeTables.ts';
import type { SourceRule } from '../../lib/ops/sourceRule.ts';
import type { Source } from './addresses.ts';
import type { SbrConf } from './conf.ts';
import { orphanedTables, ownedRules, priorities } from './owned.ts';

/** An address and the rule that it is to have. */
export interface Placed extends Source {
  rule: SourceRule;
}

/** The first table that may be taken; lower ones are for people. */
const first = 100;

/**
 * Gives each address its table: the one that the configuration names; else the one it has already; else one of ours
 * whose rule somebody has removed; else the lowest one from 100 that nobody uses.
 */
export function placeSources(
  sources: Source[],
  { conf, mark, ifName }: { conf: SbrConf; mark: number; ifName: string },
  routing: Routing,
): Placed[] {
  const has = ownedRules(mark, routing.rules).filter(({ priority }) => priority === priorities.own);
  const orphans = { 4: orphanedTables(4, ifName, routing), 6: orphanedTables(6, ifName, routing) };
  const free = freeTables(first, tablesInUse(routing), sources.length);
  return sources.map((source) => {
    const { family, ip } = source;
    const present = has.find((rule) => rule.source === ip)?.table;
    const table = conf.table ?? present ?? orphans[family].shift() ?? free.shift() ?? first;
    const priority = conf.table === undefined ? priorities.own : priorities.named;
    return { ...source, rule: { family, source: ip, table, priority, mark } };
  });
}
