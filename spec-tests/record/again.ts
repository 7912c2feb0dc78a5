import type { Verdict } from '../conformance/judgement.ts';
import { verdicts } from '../conformance/report/report.ts';
import { requirements } from '../conformance/requirement.ts';
import { caseMarks } from './basis.ts';
import { type Found, inOrder, type Recorded, recordedVerdict, type SideRecord } from './record.ts';

/** The cases that are new or not what they were when the record was made. */
export function staleCases({ cases }: Recorded): string[] {
  return Object.entries(caseMarks()).flatMap(([name, mark]) => (cases[name] === mark ? [] : [name]));
}

/**
 * Puts what some cases found now in the place of what they found before. Undefined if that does not tell whether a requirement is
 * judged at all any more: then everything has to be judged again. What they alone had judged and do not any more keeps its PASS.
 */
export function withCases(
  before: SideRecord,
  now: SideRecord,
  names: readonly string[],
): SideRecord | undefined {
  const known = new Set(Object.keys(caseMarks()));
  const kept = before.found.filter((one) => known.has(one.case) && !names.includes(one.case));
  const order = requirements.map(({ id }) => id);
  const found = inOrder([...kept, ...now.found]);
  const given = order.map((id) => [id, verdictOn(id, found, before, now)] as const);
  if (given.some(([, one]) => one === 'unknown')) return undefined;
  const groups = verdicts.map((verdict) => {
    const ids = given.filter(([, one]) => one === verdict).map(([id]) => id);
    return [verdict, ids.join(' ')] as const;
  });
  const { version } = now;
  return { version, verdicts: Object.fromEntries(groups.filter(([, ids]) => ids !== '')), found };
}

function verdictOn(
  id: string,
  found: readonly Found[],
  before: SideRecord,
  now: SideRecord,
): Verdict | 'unknown' | undefined {
  const held = found.filter(({ requirement }) => requirement === id).map(({ verdict }) => verdict);
  const worst = verdicts.find((verdict) => held.includes(verdict));
  if (worst) return worst;
  const [old, fresh] = [recordedVerdict(before, id), recordedVerdict(now, id)];
  if (old === undefined || old === 'SKIP' || fresh === 'PASS') return fresh ?? old;
  return old === 'PASS' ? 'PASS' : 'unknown';
}
