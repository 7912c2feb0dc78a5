import type { CaseAbout } from './case.ts';
import { casesOf } from './list.ts';
import type { Requirement } from './requirement.ts';
import { judgedAtEveryCall } from './select.ts';

const consequence = {
  must: 'a plugin that does otherwise gets FAIL',
  should: 'a plugin that does otherwise gets WARN',
  may: 'told as INFO, never held against a plugin',
};

/** Everything there is to know about a requirement. Throws if there is none of that ID. */
export function explain(
  id: string,
  requirements: readonly Requirement[],
  cases: readonly CaseAbout[],
): string {
  const found = requirements.find((one) => one.id === id.toUpperCase());
  if (!found) throw new Error(`Cannot explain "${id}": no such requirement; see --list`);
  const { level, section, quote, title, text, settled, unjudged, side } = found;
  const lines = [
    `${found.id}: ${title}`,
    '',
    `level     ${level.toUpperCase()}: ${consequence[level]}`,
    `binds     ${side === 'both' ? 'plugins and runtimes' : `the ${side}`}`,
    `section   ${section}`,
    `text      ${text ? `only the one called ${text}` : 'both that bear the number 1.1.0'}`,
    `quote     "${quote}"`,
    ...(settled === undefined ? [] : [`read as   ${settled}`]),
    ...(unjudged === undefined ? [] : [`no case   ${unjudged}`]),
  ];
  return `${[...lines, '', ...judgedBy(found, cases)].join('\n')}\n`;
}

function judgedBy(found: Requirement, cases: readonly CaseAbout[]): string[] {
  const every = judgedAtEveryCall.includes(found.id) ? ['Judged at every call, in every case.'] : [];
  const own = casesOf(found, cases).flatMap((one) => [`  ${one.name}`, `    ${one.title}${conditions(one)}`]);
  if (own.length === 0) return every.length > 0 ? every : ['No case judges it.'];
  return [...every, 'Cases that judge it (run one alone with --only NAME):', ...own];
}

/** When a case applies, in brackets. */
function conditions({ kinds, since, slow }: CaseAbout): string {
  const all = [
    ...(kinds ? [`kinds ${kinds.join(', ')}`] : []),
    ...(since ? [`from version ${since} on`] : []),
    ...(slow ? ['takes seconds'] : []),
  ];
  return all.length > 0 ? ` (${all.join('; ')})` : '';
}
