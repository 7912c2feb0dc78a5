import { type Comparison, type Pair, type Row, telling } from '../compare.ts';
import { type Answer, verdictOf } from '../verdicts.ts';
import { documentOf } from './json.ts';
import { cell, markdownTable } from './markdown.ts';
import type { Paint } from './paint.ts';
import { oneLine } from './plainText.ts';
import { type Report, summaryLine } from './report.ts';

/** A comparison for people: per plugin both summaries, then a line for each requirement that says more than that both are fine. */
export function prettyComparison(comparison: Comparison, paint: Paint): string {
  const { a, b, pairs, alone } = comparison;
  const head = paint('bold', `${name(a)} | ${name(b)}`);
  const others = alone.map((type) => `${type}: only in ${name(a)}`);
  return `${[head, ...pairs.map((pair) => prettyPair(pair, paint)), ...others].join('\n\n')}\n`;
}

function prettyPair(pair: Pair, paint: Paint): string {
  const lines = telling(pair).map(({ requirement: { id, title }, a, b, differs }) => {
    const line = `${differs ? '*' : ' '} ${a.verdict} | ${b.verdict}  ${id.padEnd(8)} ${title}`;
    return differs ? paint('yellow', line) : line;
  });
  return [paint('bold', pair.type), `  ${sides(pair).map(oneLine).join('\n  ')}`, ...lines].join('\n');
}

/** A comparison as Markdown: per plugin a table, a difference in bold, then what was found. Nothing in it changes with the machine. */
export function markdownComparison(comparison: Comparison): string {
  const { a, b, pairs, alone } = comparison;
  const others = alone.map((type) => `- ${cell(type)}: only in \`${name(a)}\``);
  const parts = pairs.map((pair) => markdownPair(pair, name(a), name(b)));
  return `${[...parts, ...(others.length > 0 ? [others.join('\n')] : [])].join('\n\n')}\n`;
}

function markdownPair(pair: Pair, a: string, b: string): string {
  const rows = pair.rows.map(({ requirement: { id, level, title }, differs, ...row }) => {
    const verdicts = [row.a.verdict, row.b.verdict].map((one) => (differs ? `**${one}**` : one));
    return [id, level.toUpperCase(), title, ...verdicts];
  });
  const table = rows.length > 0 ? [markdownTable(['ID', 'Level', 'Requirement', a, b], rows)] : [];
  const found = telling(pair)
    .map((row) => foundText(row, a, b))
    .filter((text) => text !== '');
  const summaries = sides(pair).map((text, i) => `- \`${i === 0 ? a : b}\`: ${cell(text)}`);
  return [`## ${cell(pair.type)}`, summaries.join('\n'), ...table, ...found].join('\n\n');
}

/** Which cases found what makes the verdict, and what they expected; not what was seen, in which there are addresses and processes. */
function foundText({ requirement: { id, quote }, a, b }: Row, nameA: string, nameB: string): string {
  const lines = [...foundIn(a, nameA), ...foundIn(b, nameB)];
  return lines.length > 0 ? `### ${id}\n\n> ${cell(quote)}\n\n${lines.join('\n')}` : '';
}

function foundIn({ requirement, verdict, findings }: Answer, side: string): string[] {
  const grave = findings.filter((one) => verdictOf(one, requirement) === verdict);
  return grave.map((one) => `- \`${side}\` ${verdict}, ${cell(one.case)}: expected ${cell(one.expected)}`);
}

/** A comparison as JSON: `a` and `b` are reports (see json.ts), `differences` names type, requirement and both verdicts. */
export function jsonComparison({ a, b, pairs, alone }: Comparison): string {
  const differences = pairs.flatMap(({ type, rows }) =>
    rows.flatMap(({ requirement: { id }, a, b, differs }) =>
      differs ? [{ type, id, a: a.verdict, b: b.verdict }] : [],
    ),
  );
  return `${JSON.stringify({ format: 1, differences, alone, a: documentOf(a), b: documentOf(b) }, null, 2)}\n`;
}

function sides({ a, b }: Pair): string[] {
  return [a, b].map(({ unjudgeable, versions, answers }) => {
    if (unjudgeable !== undefined) return `cannot be judged: ${unjudgeable}`;
    return `${versions.at(-1) ?? 'no version'}: ${summaryLine(answers)}`;
  });
}

function name({ folders }: Report): string {
  return folders.join(':');
}
