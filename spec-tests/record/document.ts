import { cell } from '../conformance/report/markdown.ts';
import { requirements } from '../conformance/requirement.ts';
import type { Expectation, Expectations } from './expectations.ts';
import type { Recorded, SideRecord } from './record.ts';
import { summaryRows, tableOf } from './summaryTable.ts';
import { typeChapter } from './typeChapter.ts';

const head = `# Conformance

Our plugins (\`ours\`: \`bin\`) beside the reference plugins of Debian's package containernetworking-plugins 1.1.1 (\`reference\`:
\`/usr/lib/cni\`), judged by \`cni-conformance\` against the CNI specification 1.1.0, text of the main branch. Made by \`make
spec-compare\`, as root; do not edit. \`TYPES=bridge,ptp make spec-compare\` judges these types again, \`CASES=stale make spec-compare\` all
types by the cases that have changed, and the rest is kept. Tests fail when it is out of date.

FAIL is a broken MUST, WARN a broken SHOULD, INFO what the text leaves open and is told only, SKIP what does not apply to the
plugin or to the versions that it supports, or could not be seen. The reference supports versions up to 1.0.0, which has neither GC
nor STATUS. How the text is read where it is not plain: [conformance-settled](conformance-settled.md). Left out is what depends on the
moment: calls that are killed. Every FAIL and WARN here has been checked by hand.`;

/** The document docs/conformance.md. Pure: the same record gives the same text. */
export function renderDocument(record: Recorded, { reference, explained }: Expectations): string {
  const parts = [
    head,
    `## Summary\n\n${summaryRows(record)}`,
    ...notRunHere(record),
    `## What the reference plugins do against the text\n\n${listOf(reference)}`,
    `## What ours do not do as they should\n\n${listOf(explained) || 'Nothing is known.'}`,
    ...Object.entries(record.types).map(([type, one]) => typeChapter(type, one)),
    `## The sentences\n\n${sentences(record)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function notRunHere({ types }: Recorded): string[] {
  const lines = Object.entries(types).flatMap(([type, one]) => {
    const why = one.ours?.unjudgeable ?? one.reference?.unjudgeable;
    return why === undefined ? [] : [`- ${cell(type)}: ${cell(why)}`];
  });
  return lines.length === 0 ? [] : [`Not run on the kernel that this was made on:\n\n${lines.join('\n')}`];
}

/** In the order of the requirements. */
function listOf(all: readonly Expectation[]): string {
  const order = requirements.map(({ id }) => id);
  const sorted = all.toSorted((a, b) => order.indexOf(a.requirement) - order.indexOf(b.requirement));
  const rows = sorted.map(({ requirement, verdict, types, why }) => [
    link(requirement),
    verdict,
    cell(types.join(', ')),
    cell(why),
  ]);
  return rows.length === 0 ? '' : tableOf(['ID', 'Verdict', 'Types', 'What they do'], rows);
}

function link(id: string): string {
  return `[${id}](#${id.toLowerCase()})`;
}

/** What the requirements say of which anything was found. */
function sentences({ types }: Recorded): string {
  const sides = Object.values(types).flatMap(({ ours, reference }) => [ours, reference]);
  const found = new Set(sides.flatMap((one?: SideRecord) => one?.found ?? []).map((one) => one.requirement));
  const told = requirements.filter(({ id }) => found.has(id));
  const texts = told.map(({ id, level, section, quote, title, settled }) => {
    const read = settled === undefined ? '' : `\n\n${cell(settled)}`;
    return `### ${id}\n\n${level.toUpperCase()}, ${cell(section)}: ${cell(title)}.\n\n> ${cell(quote)}${read}`;
  });
  return texts.join('\n\n');
}
