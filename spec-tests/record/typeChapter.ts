import type { Verdict } from '../conformance/judgement.ts';
import { cell } from '../conformance/report/markdown.ts';
import { type Requirement, requirements } from '../conformance/requirement.ts';
import { type Found, recordedVerdict, type Side, sides, type TypeRecord } from './record.ts';
import { tableOf } from './summaryTable.ts';

/** As many expectations of one case are told; the rest are counted. */
const most = 2;

interface Row {
  requirement: Requirement;
  verdicts: Partial<Record<Side, Verdict>>;
}

/** One type: what says more than that a side is fine, and below it what was found. */
export function typeChapter(type: string, record: TypeRecord): string {
  const title = `## ${cell(type)}`;
  const there = sides.filter((side) => record[side] && record[side].unjudgeable === undefined);
  if (there.length === 0) return `${title}\n\nNot run on the kernel that this was made on.`;
  const rows = requirements.map((requirement) => rowOf(requirement, record));
  const telling = rows.filter(({ verdicts }) => Object.values(verdicts).some(isTelling));
  const table = telling.map(({ requirement: { id, level, title }, verdicts }) => [
    `[${id}](#${id.toLowerCase()})`,
    level.toUpperCase(),
    ...there.map((side) => shown(verdicts[side])),
    cell(title),
  ]);
  const found = telling.flatMap(({ requirement }) => foundLines(requirement.id, record));
  const versions = there.map((side) => `${side} ${record[side]?.version}`).join(', ');
  const parts = [title, `Judged: ${versions}.`];
  if (table.length > 0)
    parts.push(tableOf(['ID', 'Level', ...there, 'Requirement'], table), found.join('\n'));
  return [...parts, ...oneSided(rows)].join('\n\n');
}

function rowOf(requirement: Requirement, record: TypeRecord): Row {
  const given = sides.flatMap((side) => {
    const verdict = record[side] && recordedVerdict(record[side], requirement.id);
    return verdict === undefined ? [] : [[side, verdict] as const];
  });
  return { requirement, verdicts: Object.fromEntries(given) };
}

function isTelling(verdict: Verdict): boolean {
  return verdict !== 'PASS' && verdict !== 'SKIP';
}

function shown(verdict: Verdict | undefined): string {
  if (verdict === undefined) return '';
  return verdict === 'FAIL' || verdict === 'WARN' ? `**${verdict}**` : verdict;
}

/** A line for each finding that is held against a side; what is told only has one for all its cases. */
function foundLines(id: string, record: TypeRecord): string[] {
  return sides.flatMap((side) => {
    const found = record[side]?.found.filter(({ requirement }) => requirement === id) ?? [];
    const [told, held] = [found.filter(isTold), found.filter((one) => !isTold(one))];
    const lines = held.map((one) => `${one.verdict}, \`${one.case}\`: ${cell(expectedText(one))}`);
    if (told.length > 0) lines.push(`INFO, ${told.map(toldText).join(', ')}`);
    return lines.map((line) => `- ${id} ${side} ${line}`);
  });
}

function isTold({ verdict }: Found): boolean {
  return verdict === 'INFO';
}

function toldText({ case: name, expected }: Found): string {
  const more = expected.length > 1 ? ` and ${expected.length - 1} more` : '';
  return `\`${name}\` (${cell(expected[0] ?? '')}${more})`;
}

function expectedText({ expected }: Found): string {
  const told = expected.slice(0, most).join('; ');
  return expected.length > most ? `${told}; and ${expected.length - most} more` : told;
}

/** Where one side is fine and the other is not concerned. */
function oneSided(rows: readonly Row[]): string[] {
  return sides.flatMap((side) => {
    const other = side === 'ours' ? 'reference' : 'ours';
    const alone = rows.filter(({ verdicts }) => verdicts[side] === 'PASS' && verdicts[other] === 'SKIP');
    const ids = alone.map(({ requirement }) => requirement.id).join(', ');
    return ids === '' ? [] : [`PASS for ${side}, SKIP for ${other}: ${ids}.`];
  });
}
