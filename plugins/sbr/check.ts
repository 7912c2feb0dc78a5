import type { Door } from '../../lib/kernel/door.ts';
import { observeRouting, type Routing } from '../../lib/kernel/routing.ts';
import type { SourceRule } from '../../lib/ops/sourceRule.ts';
import { mainTable } from '../../lib/ops/wholeRoute.ts';
import { previousResult } from '../../lib/skel/chained.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { Result } from '../../lib/spec/result.ts';
import { type Source, sources, sourcesIn } from './addresses.ts';
import type { SbrConf } from './conf.ts';
import { expectedRoutes, missingRoutes } from './content.ts';
import { observeLinkOf } from './link.ts';
import { orphanedTables, ownedRules, ownerMark, priorities } from './owned.ts';

/** What differs between what ADD made and what is there: one line each. */
export async function findings(request: AttachmentRequest<SbrConf>, door: Door): Promise<string[]> {
  const { ifName, conf } = request;
  const own = sources(request);
  const [routing, link] = await Promise.all([observeRouting(door, 'container'), observeLinkOf(door, ifName)]);
  if (link === undefined) return [`container interface "${ifName}" is missing`];
  const look = { mark: ownerMark(request), ifName, conf, result: previousResult(request), routing };
  return own.flatMap((source) => sourceFindings(source, look));
}

interface Look {
  mark: number;
  ifName: string;
  conf: SbrConf;
  result: Result;
  routing: Routing;
}

function sourceFindings(source: Source, look: Look): string[] {
  const { ifName, conf, result, routing } = look;
  const rule = ruleFor(source, look);
  if (rule === undefined) {
    const to = conf.table === undefined ? '' : ` to table ${conf.table}`;
    return isLater(source, look) ? [] : [`the rule for traffic from ${source.ip}${to} is missing`];
  }
  if (conf.table !== undefined) return [];
  const through = routing.routes.filter(
    (route) => route.family === rule.family && route.links.includes(ifName),
  );
  const there = through.filter((route) => route.table === rule.table);
  const subject = `table ${rule.table}, for traffic from ${source.ip},`;
  if (there.length === 0) return [`${subject} has no route through "${ifName}"`];
  // Any other route of the result may be a later plugin's, which has put it into main.
  const lacking = expectedRoutes(source, result).filter(
    (one) => missingRoutes([one], one.dst === 'default' ? there : through).length > 0,
  );
  return lacking.map(({ dst, gateway }) => `${subject} lacks the route to ${dst} via ${gateway}`);
}

function ruleFor({ ip }: Source, { mark, conf, routing }: Look): SourceRule | undefined {
  const priority = conf.table === undefined ? priorities.own : priorities.named;
  return ownedRules(mark, routing.rules).find(
    (one) => one.source === ip && one.priority === priority && one.table === (conf.table ?? one.table),
  );
}

/**
 * True for an address that a later plugin seems to have given to the interface: others of its family have their rules, no
 * table has lost one, and the way to its neighbours is still in main, where this plugin would not have left it.
 */
function isLater(source: Source, look: Look): boolean {
  const { family, subnet } = source;
  const { result, routing, ifName, conf } = look;
  const others = sourcesIn(result, ifName, conf).filter((one) => one.family === family);
  if (!others.some((one) => ruleFor(one, look))) return false;
  if (conf.table !== undefined) return true;
  const isInMain = routing.routes.some(
    ({ table, dst, links }) => table === mainTable && dst === subnet && links.includes(ifName),
  );
  return orphanedTables(family, ifName, routing).length === 0 && (subnet === undefined || isInMain);
}
