import type { Judgement, Verdict } from '../judgement.ts';
import { type Answer, verdictOf } from '../verdicts.ts';
import type { Colour, Paint } from './paint.ts';
import { oneLine, plainText } from './plainText.ts';
import { bySection, type Report, type SubjectReport, summaryLine } from './report.ts';

const colours: Record<Verdict, Colour> = {
  FAIL: 'red',
  WARN: 'yellow',
  INFO: 'blue',
  PASS: 'green',
  SKIP: 'grey',
};

/** Findings of one requirement that are shown with their scripts; the others are counted. */
const shown = 3;

/** A report for people: a line per requirement, by sections of the specification; what was found below it. */
export function prettyReport(report: Report, paint: Paint): string {
  const parts = report.subjects.map((subject) => subjectPart(subject, paint));
  return `${[head(report, paint), ...parts, ...tail(report, paint)].join('\n\n')}\n`;
}

function head({ version, spec, folders, environment }: Report, paint: Paint): string {
  const who = environment.rootless ? 'rootless' : 'as root';
  const title = `cni-conformance ${version}: ${folders.join(':')}`;
  const about = `specification 1.1.0, text of ${spec}; kernel ${environment.kernel}, ${who}`;
  const leftOut = environment.leftOut.map((text) => paint('yellow', `left out: ${oneLine(text)}`));
  return [paint('bold', title), about, ...leftOut].join('\n');
}

function subjectPart(subject: SubjectReport, paint: Paint): string {
  const versions = subject.versions.length > 0 ? `, versions ${subject.versions.join(' ')}` : '';
  const title = paint('bold', `${subject.type} (${subject.kind}${versions})`);
  if (subject.unjudgeable !== undefined)
    return `${title}\ncannot be judged: ${plainText(subject.unjudgeable)}`;
  const sections = [...bySection(subject.answers)].map(([section, all]) => {
    return [paint('bold', section), ...all.map((one) => answerPart(one, paint))].join('\n');
  });
  const broken = subject.broken.map(({ case: name, why }) =>
    paint('red', `${name} came to no end: ${plainText(why)}`),
  );
  return [title, ...sections, ...broken, `${subject.type}: ${summaryLine(subject.answers)}`].join('\n\n');
}

function answerPart({ requirement, verdict, reason, findings }: Answer, paint: Paint): string {
  const { id, title, quote, settled } = requirement;
  const why = reason === undefined ? '' : paint('grey', `  (${oneLine(reason)})`);
  const line = `  ${paint(colours[verdict], verdict)}  ${id.padEnd(8)} ${title}${why}`;
  if (findings.length === 0) return line;
  const told = findings
    .slice(0, shown)
    .map((one) => finding(one, verdictOf(one, requirement) !== 'INFO', paint));
  const more = findings.length - told.length;
  const rest = more > 0 ? [`        and ${more} more: --format json has them all`] : [];
  const read = settled === undefined ? [] : [row('read as', settled)];
  return [line, row('spec', `"${quote}"`), ...read, ...told, ...rest].join('\n');
}

/** Scripts stand at the margin: a here-document ends at a line of its own. */
function finding(found: Judgement, withScript: boolean, paint: Paint): string {
  const rows = [row('case', found.case), row('expected', found.expected), row('seen', found.seen)];
  if (!withScript) return rows.join('\n');
  return [...rows, row('by hand', 'as root:'), paint('grey', plainText(found.reproduce))].join('\n');
}

/** Later lines of a text stand below its first. */
function row(name: string, text: string): string {
  return `        ${name.padEnd(9)} ${plainText(text).replaceAll('\n', `\n${' '.repeat(18)}`)}`;
}

function tail({ notJudged, subjects }: Report, paint: Paint): string[] {
  const others = notJudged.map(({ type, why }) => `  ${oneLine(type)}: ${oneLine(why)}`);
  const listed = others.length > 0 ? [`${paint('bold', 'Not judged')}\n${others.join('\n')}`] : [];
  if (subjects.length < 2) return listed;
  return [...listed, `All: ${summaryLine(subjects.flatMap(({ answers }) => answers))}`];
}
