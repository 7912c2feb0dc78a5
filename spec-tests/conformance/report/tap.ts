import type { Answer } from '../verdicts.ts';
import { oneLine } from './plainText.ts';
import type { Report, SubjectReport } from './report.ts';

/**
 * A report in version 14 of the Test Anything Protocol: one test point per plugin and requirement. A broken SHOULD is not ok
 * but TODO, so that it is seen and does not fail; what the text leaves open is ok. A plugin that could not be judged, and a case that came to no end, is not ok.
 */
export function tapReport(report: Report): string {
  const points = report.subjects.flatMap(pointsOf);
  const skipped = report.notJudged.map(({ type, why }) =>
    point(true, `${type}`, ` # SKIP ${description(why)}`),
  );
  const all = [...points, ...skipped].map((make, i) => make(i + 1));
  const comments = report.environment.leftOut.map((text) => `# ${oneLine(text)}`);
  return `${['TAP version 14', `1..${all.length}`, ...comments, ...all].join('\n')}\n`;
}

type Point = (n: number) => string;

function pointsOf({ type, answers, broken, unjudgeable }: SubjectReport): Point[] {
  if (unjudgeable !== undefined) return [point(false, `${type} can be judged`, '', { reason: unjudgeable })];
  const ends = broken.map(({ case: name, why }) =>
    point(false, `${type} ${name} comes to an end`, '', { reason: why }),
  );
  return [...answers.map((one) => pointOf(type, one)), ...ends];
}

function pointOf(type: string, { requirement, verdict, reason, findings }: Answer): Point {
  const name = `${type} ${requirement.id} ${requirement.title}`;
  if (verdict === 'SKIP') return point(true, name, ` # SKIP ${description(reason ?? '')}`);
  if (verdict === 'PASS') return point(true, name, '');
  const told = { verdict, quote: requirement.quote, findings };
  return point(verdict === 'INFO', name, verdict === 'WARN' ? ' # TODO a SHOULD, not a MUST' : '', told);
}

/** JSON is YAML, and its strings have no end of line in them. */
function point(ok: boolean, name: string, directive: string, told?: object): Point {
  return (n) => {
    const line = `${ok ? 'ok' : 'not ok'} ${n} - ${description(name)}${directive}`;
    if (!told) return line;
    const entries = Object.entries(told).map(([key, value]) => `  ${key}: ${oneLine(JSON.stringify(value))}`);
    return [line, '  ---', ...entries, '  ...'].join('\n');
  };
}

/** "#" begins a directive and "\" escapes. */
function description(text: string): string {
  return oneLine(text).replaceAll(/[\\#]/g, '\\$&');
}
