/**
 * `make lab`: runs in the lab the test files given, or all that declare kernel features. For the test runner:
 * `--elsewhere` prints, as patterns, the files that are not to run on this kernel; `--report FILE` runs in the lab those
 * this kernel cannot, and writes a list of jest's reports. Ends with 1 if anything has failed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Failure, failedReport } from './reports.ts';
import { type NeedyFile, parseNeeds, type Selection, select } from './select.ts';
import { needyFiles } from './testFiles.ts';
import { type Results, testsInLab } from './testsInLab.ts';
import { thisKernelHas } from './thisKernel.ts';

const root = resolve(import.meta.dirname, '../..');
const say = (text: string) => void process.stderr.write(text);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { elsewhere: { type: 'boolean', default: false }, report: { type: 'string' } },
});

try {
  if (values.elsewhere) printElsewhere(selection());
  else if (values.report !== undefined) await reportTo(values.report, selection());
  else await inLabAnyway(positionals);
} catch (error) {
  say(`lab: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function selection(): Selection {
  const files = needyFiles(root);
  return select(files, thisKernelHas(files.flatMap(({ needs }) => needs)));
}

function printElsewhere({ lab, wrong }: Selection): void {
  const patterns = [...lab, ...wrong].map(({ file }) => `/${file.replaceAll('.', '\\.')}$\n`);
  process.stdout.write(patterns.join(''));
}

async function reportTo(path: string, { lab, wrong }: Selection): Promise<void> {
  const misdeclared = wrong.map(({ file, problem = '' }) => ({ file, reason: problem }));
  const { reports, failures } = await labOf(lab);
  const all = [...misdeclared, ...failures];
  writeFileSync(path, JSON.stringify([...reports, ...all.map(failedReport)]));
  conclude({ reports, failures: all });
}

/** Where there is nothing to boot, that is what each file fails with. */
async function labOf(files: NeedyFile[]): Promise<Results> {
  if (files.length === 0) return { reports: [], failures: [] };
  return testsInLab(root, files, say).catch((error: Error) => {
    return { reports: [], failures: files.map(({ file }): Failure => ({ file, reason: error.message })) };
  });
}

async function inLabAnyway(paths: string[]): Promise<void> {
  const given = paths.map((path) => relative(root, resolve(path)));
  const named = given.map(
    (file) => parseNeeds(file, readFileSync(`${root}/${file}`, 'utf8')) ?? { file, needs: [] },
  );
  const files = named.length > 0 ? named : needyFiles(root);
  const { wrong, lab, here } = select(files, new Set());
  for (const { file, problem } of wrong) throw new Error(`${file}: ${problem}`);
  conclude(await labOf([...here, ...lab]));
}

function conclude({ reports, failures }: Results): void {
  for (const { file, reason } of failures) say(`FAIL lab ${file}\n  ${reason}\n`);
  const failed = reports.some((report) => report.numFailedTestSuites > 0);
  if (failed || failures.length > 0) process.exitCode = 1;
}
