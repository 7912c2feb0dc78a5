import type { Program, Span, Timeline } from './timeline.ts';

/** Cells of the drawing. */
const width = 60;

/** For each program its start, end, and time on a processor in milliseconds, and a bar: dark on a processor, dots waiting. */
export function drawTimeline(timeline: Timeline): string {
  const total = wall(timeline);
  const rows = timeline.map((program) => {
    const figures = [program.from, program.to, lengthOf(program.busy)].map((ms) => ms.toFixed(1).padStart(7));
    return `${figures.join('')}  ${nameOf(program).padEnd(17)} ${bar(program, total)}`.trimEnd();
  });
  const { one, more, nobody } = occupation(timeline);
  const sum = `one processor worked for it ${one.toFixed(1)} ms, several at once ${more.toFixed(1)} ms, none ${nobody.toFixed(1)} ms`;
  return [' starts   ends on CPU  program', ...rows, '', `Of ${total.toFixed(1)} ms, ${sum}.`, ''].join('\n');
}

/** Milliseconds from beginning to end. */
export function wall(timeline: Timeline): number {
  return timeline[0]?.to ?? 0;
}

/** How long how many of its programs were on a processor, in milliseconds. */
export function occupation(timeline: Timeline): { one: number; more: number; nobody: number } {
  const busy = timeline.flatMap((program) => program.busy);
  const moments = [...new Set([0, wall(timeline), ...busy.flatMap(({ from, to }) => [from, to])])].sort(
    (a, b) => a - b,
  );
  const times = { one: 0, more: 0, nobody: 0 };
  for (const [index, from] of moments.slice(0, -1).entries()) {
    const to = moments[index + 1] ?? from;
    const count = busy.filter((span) => span.from <= from && span.to >= to).length;
    times[count === 0 ? 'nobody' : count === 1 ? 'one' : 'more'] += to - from;
  }
  return times;
}

function nameOf({ file }: Program): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function bar(program: Program, total: number): string {
  const cell = total / width;
  return Array.from({ length: width }, (_, index) =>
    mark(program, { from: index * cell, to: (index + 1) * cell }),
  ).join('');
}

function mark(program: Program, cell: Span): string {
  if (cell.to <= program.from || cell.from >= program.to) return ' ';
  const share = lengthOf(program.busy.map((span) => common(span, cell))) / (cell.to - cell.from);
  return share > 0.5 ? '█' : share > 0.1 ? '▒' : '·';
}

function common(a: Span, b: Span): Span {
  const from = Math.max(a.from, b.from);
  return { from, to: Math.max(from, Math.min(a.to, b.to)) };
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}
