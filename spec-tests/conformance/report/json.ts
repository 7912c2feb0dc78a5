import type { Answer } from '../verdicts.ts';
import { type Report, type SubjectReport, summary } from './report.ts';

/**
 * A report as JSON, stable from version to version: keys are added, never renamed.
 *
 * - `format`: 1. `tool`: name and version. `spec`: "tag" or "main". `folders`: as given.
 * - `environment`: `kernel`, `rootless`, `leftOut` (sentences).
 * - `subjects[]`: `type`, `kind`, `versions`, `summary` (number of each verdict), `requirements[]`, `broken[]` (`case`, `why`), and
 *   `unjudgeable` with the reason if nothing could be judged.
 * - `requirements[]`: `id`, `level`, `section`, `title`, `quote`, `settled`?, `verdict`, `judged` (number of judgements), `reason`? (for SKIP),
 *   `findings[]`: `case`, `expected`, `seen`, `level`, `reproduce` (a script for sh, as root).
 * - `notJudged[]`: `type`, `why`.
 */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(documentOf(report), null, 2)}\n`;
}

/** The same before it becomes text. */
export function documentOf({ version, spec, folders, environment, subjects, notJudged }: Report) {
  const tool = { name: 'cni-conformance', version };
  return { format: 1, tool, spec, folders, environment, subjects: subjects.map(subjectOf), notJudged };
}

function subjectOf({ type, kind, versions, notes, answers, broken, unjudgeable }: SubjectReport) {
  return {
    type,
    kind,
    versions,
    ...(notes === undefined ? {} : { notes }),
    ...(unjudgeable === undefined ? {} : { unjudgeable }),
    summary: summary(answers),
    requirements: answers.map(requirementOf),
    broken,
  };
}

function requirementOf({ requirement, verdict, judged, reason, findings }: Answer) {
  const { id, level, section, title, quote, settled } = requirement;
  return {
    ...{ id, level, section, title, quote },
    ...(settled === undefined ? {} : { settled }),
    ...{ verdict, judged },
    ...(reason === undefined ? {} : { reason }),
    findings: findings.map((found) => ({
      case: found.case,
      expected: found.expected,
      seen: found.seen,
      level: found.level ?? level,
      reproduce: found.reproduce,
    })),
  };
}
