import { fileURLToPath } from 'node:url';
import { renderBeside } from './beside.ts';
import type { Comparison } from './compare.ts';
import { renderGrowth } from './growth.ts';
import { renderNodeGrowth } from './growthOfNode.ts';
import { renderMedians } from './report.ts';
import { writeSection } from './section.ts';

export const performanceDocument = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** Puts what was measured, on this kernel or in the lab, into docs/performance.md in place of what is there. */
export function writeFigures(comparison: Comparison, lab: boolean): void {
  writeSection(
    performanceDocument,
    lab ? 'figures of the lab' : 'figures',
    renderFigures(comparison, new Date()),
  );
}

/** Facts, medians, and how the cost grows with the pool, as Markdown. */
export function renderFigures({ facts, runs, nothing, measured }: Comparison, day: Date): string {
  const known = facts.map(([name, value]) => `${name}: ${value}`).join(' · ');
  const what = `${runs} runs at most, milliseconds; an empty program takes ${nothing.toFixed(1)} of each`;
  const lines = `${renderGrowth(measured)}${renderNodeGrowth(measured)}${renderBeside(measured)}`
    .split('\n')
    .filter(Boolean);
  const list = lines.map((line) => `- ${line}\n`).join('');
  return `${day.toISOString().slice(0, 10)}: ${what}.\n\n${known}\n\n${renderMedians(measured)}${list && `\n${list}`}`;
}
