import { type Answer, verdictOf } from '../verdicts.ts';
import { oneLine } from './plainText.ts';
import { type Report, type SubjectReport, summaryLine } from './report.ts';

/** A report as Markdown: per plugin a table of requirements, and what was found below it. Nothing in it changes with the machine. */
export function markdownReport(report: Report): string {
  const head = `Judged by the text of \`${report.spec}\` that bears the number 1.1.0.`;
  const notJudged = report.notJudged.map(({ type, why }) => `- ${cell(type)}: ${cell(why)}`);
  const rest = notJudged.length > 0 ? [`## Not judged\n\n${notJudged.join('\n')}`] : [];
  return `${[head, ...report.subjects.map(chapter), ...rest].join('\n\n')}\n`;
}

function chapter(subject: SubjectReport): string {
  const title = `## ${cell(subject.type)}`;
  if (subject.unjudgeable !== undefined) return `${title}\n\nCannot be judged: ${cell(subject.unjudgeable)}`;
  const versions = subject.versions.length > 0 ? `Versions ${subject.versions.join(', ')}. ` : '';
  const rows = subject.answers.map(({ requirement: { id, level, title }, verdict, reason = '' }) => [
    ...[
      id,
      level.toUpperCase(),
      title,
      verdict === 'PASS' || verdict === 'SKIP' ? verdict : `**${verdict}**`,
      reason,
    ],
  ]);
  const table = markdownTable(['ID', 'Level', 'Requirement', 'Verdict', 'Reason'], rows);
  const found = subject.answers.filter(({ findings }) => findings.length > 0).map(findingsOf);
  const broken = subject.broken.map(({ case: name, why }) => `- ${cell(name)} came to no end: ${cell(why)}`);
  return [title, `${versions}${summaryLine(subject.answers)}.`, table, ...found, ...broken].join('\n\n');
}

function findingsOf({ requirement, verdict, findings }: Answer): string {
  const lines = findings.map((one) => {
    return `- ${verdictOf(one, requirement)} ${cell(one.case)}: expected ${cell(one.expected)}; seen ${cell(one.seen)}`;
  });
  const settled = requirement.settled ? `\n${cell(requirement.settled)}\n` : '';
  return `### ${requirement.id}: ${verdict}\n\n> ${cell(requirement.quote)}\n${settled}\n${lines.join('\n')}`;
}

/** A table; the text of its cells is made harmless, but for "**". */
export function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((one) => cell(one)).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Text that means itself in Markdown, also inside of a table. */
export function cell(text: string): string {
  const bold = /^\*\*(.*)\*\*$/s.exec(text);
  if (bold) return `**${cell(bold[1] ?? '')}**`;
  return oneLine(text).replaceAll(/[\\|<>*_`[\]]/g, '\\$&');
}
