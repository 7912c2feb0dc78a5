import type { CaseAbout } from './case.ts';
import type { Requirement } from './requirement.ts';
import { judgedAtEveryCall } from './select.ts';

/** Every requirement in a line, by sections: ID, level, number of cases, title. */
export function listText(requirements: readonly Requirement[], cases: readonly CaseAbout[]): string {
  const lines: string[] = [];
  let section = '';
  for (const one of requirements) {
    if (one.section !== section) lines.push(...(section ? [''] : []), one.section);
    section = one.section;
    lines.push(
      `  ${one.id.padEnd(8)} ${one.level.toUpperCase().padEnd(6)} ${judgedBy(one, cases).padEnd(10)} ${one.title}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The same as JSON: an array of requirements, with the names of their cases. */
export function listJson(requirements: readonly Requirement[], cases: readonly CaseAbout[]): string {
  const all = requirements.map((one) => ({ ...one, cases: casesOf(one, cases).map(({ name }) => name) }));
  return `${JSON.stringify(all, null, 2)}\n`;
}

/** The cases that may judge a requirement. */
export function casesOf({ id }: Requirement, cases: readonly CaseAbout[]): CaseAbout[] {
  return cases.filter(({ judges }) => judges.includes(id));
}

function judgedBy(one: Requirement, cases: readonly CaseAbout[]): string {
  if (judgedAtEveryCall.includes(one.id)) return 'every call';
  const { length } = casesOf(one, cases);
  if (length === 0) return 'no case';
  return length === 1 ? '1 case' : `${length} cases`;
}
