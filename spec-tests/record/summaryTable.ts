import type { Verdict } from '../conformance/judgement.ts';
import { cell } from '../conformance/report/markdown.ts';
import { verdicts } from '../conformance/report/report.ts';
import { type Recorded, type SideRecord, sides } from './record.ts';

/** A row for each type and side: the highest version, and how often each verdict was given. */
export function summaryRows({ types }: Recorded): string {
  const rows = Object.entries(types).flatMap(([type, record]) =>
    sides.map((side) => [cell(type), side, ...countsOf(record[side])]),
  );
  return tableOf(['Type', 'Side', 'Version', ...verdicts], rows);
}

function countsOf(one: SideRecord | undefined): string[] {
  if (one === undefined) return ['no such plugin', ...verdicts.map(() => '')];
  if (one.unjudgeable !== undefined) return [`${one.version}, not run`, ...verdicts.map(() => '')];
  return [one.version, ...verdicts.map((verdict) => String(count(one, verdict)))];
}

function count({ verdicts }: SideRecord, verdict: Verdict): number {
  return verdicts[verdict]?.split(' ').length ?? 0;
}

/** A table of cells that are Markdown already. */
export function tableOf(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
