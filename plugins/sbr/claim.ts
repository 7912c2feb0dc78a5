import type { Door } from '../../lib/kernel/door.ts';
import { allRuleFacts, type RuleFacts, showRules } from '../../lib/kernel/observeRules.ts';
import { observeRouting, type Routing } from '../../lib/kernel/routing.ts';
import { addSourceRule, removeSourceRule, type SourceRule } from '../../lib/ops/sourceRule.ts';
import type { Undo } from '../../lib/plan/apply.ts';
import type { Family } from '../../lib/spec/addressText.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { isOurs, ownedRules, priorities } from './owned.ts';
import type { Placed } from './tables.ts';

/** How often to choose again. Each time at least one of those who choose at once has its tables for good. */
const attempts = 50;

/**
 * Adds the rules, and with them takes the tables. Two attachments of one container may be added at once and choose
 * the same table, so the choice counts only if the rule is the first that leads there: the kernel keeps rules of one
 * priority in the order in which they came, and everybody sees the same order. Who is not the first takes his rules
 * back and chooses again. Families follow each other, so that of two not both can be second. Throws CniError (code
 * 11) if it goes on for too long.
 */
export async function claimTables(
  place: (routing: Routing) => Placed[],
  mark: number,
  door: Door,
  undo: Undo,
): Promise<{ placed: Placed[]; routing: Routing }> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const routing = await observeRouting(door, 'container');
    const placed = place(routing);
    if (await addRules(placed, mark, routing, door, undo)) return { placed, routing };
    const failures = await undo.takeBack();
    if (failures.length > 0)
      throw new CniError(
        Code.kernelRefused,
        'Cannot choose another table: rules remain',
        failures.join('\n'),
      );
  }
  throw new CniError(Code.tryAgainLater, 'Cannot choose a table: others choose the same all the time');
}

/**
 * Removes rules of this attachment for other addresses or tables, adds what is missing. False if somebody else's rule
 * was first.
 */
async function addRules(
  placed: Placed[],
  mark: number,
  routing: Routing,
  door: Door,
  undo: Undo,
): Promise<boolean> {
  const has = ownedRules(mark, routing.rules);
  const wanted = placed.map(({ rule }) => rule);
  const stale = has.filter((rule) => !wanted.some((one) => isSame(one, rule)));
  const missing = wanted.filter((rule) => !has.some((one) => isSame(one, rule)));
  await undo.apply([stale.map((rule) => removeSourceRule('container', rule))]);
  for (const family of [4, 6] as const) {
    const added = missing.filter((rule) => rule.family === family);
    if (added.length === 0) continue;
    await undo.apply([added.map((rule) => addSourceRule('container', rule))]);
    if (!(await areFirst(added, family, door))) return false;
  }
  return true;
}

async function areFirst(added: SourceRule[], family: Family, door: Door): Promise<boolean> {
  const own = added.filter(({ priority }) => priority === priorities.own);
  if (own.length === 0) return true;
  const [found] = await door.askFamily('container', family, showRules);
  const rules = allRuleFacts(family, found);
  return own.every((rule) => isFirst(rule, rules));
}

/**
 * Everybody who chooses stands at one priority; whoever leads to the table from another one has not chosen it by
 * these rules.
 */
function isFirst({ table, mark }: SourceRule, rules: RuleFacts[]): boolean {
  const leading = rules.filter((rule) => rule.table === table);
  const isOther = (rule: RuleFacts) => !isOurs(rule) || rule.priority !== priorities.own;
  return leading[0]?.mark === mark && !leading.some(isOther);
}

function isSame(a: SourceRule, b: SourceRule): boolean {
  return a.family === b.family && a.source === b.source && a.table === b.table && a.priority === b.priority;
}
