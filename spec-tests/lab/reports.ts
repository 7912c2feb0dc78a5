import type { Feature } from './features.ts';
import type { NeedyFile } from './select.ts';

/** As much of jest's JSON report as is counted. */
export interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: unknown[] }[];
}

/** A file that counts as failed without, or whatever, a report. */
export interface Failure {
  file: string;
  /** A sentence. */
  reason: string;
}

/** A report that fails one test, for a file. */
export function failedReport(): Report {
  const none = { numPassedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  return { ...none, numFailedTests: 1, numFailedTestSuites: 1 };
}

/** The files that need what the lab's kernel has not. `lacks`: the kernel's answer for a feature it has not. */
export function lacking(files: NeedyFile[], lacks: (feature: Feature) => string | undefined): Failure[] {
  return files.flatMap(({ file, needs }) => {
    const feature = needs.find((need) => lacks(need) !== undefined);
    if (feature === undefined) return [];
    const answer = lacks(feature)?.trim().split('\n')[0];
    return {
      file,
      reason: `Neither this kernel nor the lab has "${needs.join(' ')}": ${feature}: ${answer}`,
    };
  });
}

/** The files that were to run and are not in the report: none may get lost. `root`: of the checkout. */
export function unreported(files: NeedyFile[], report: Report, root: string, reason: string): Failure[] {
  const reported = new Set(report.testResults.map(({ name }) => name));
  return files.filter(({ file }) => !reported.has(`${root}/${file}`)).map(({ file }) => ({ file, reason }));
}
