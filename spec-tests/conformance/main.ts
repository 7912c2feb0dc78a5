import { cases as pluginCases } from '../cases/index.ts';
import { runtimeCases } from '../runtime/cases/index.ts';
import { compare } from './compare.ts';
import { lookAround } from './environment.ts';
import { explain } from './explain.ts';
import { report } from './judgeFolders.ts';
import { reportOfRuntime } from './judgeRuntime.ts';
import { Kept } from './kept.ts';
import { listJson, listText } from './list.ts';
import { type Options, parseOptions } from './options.ts';
import { UsageError } from './optionValues.ts';
import { bePatient } from './patience.ts';
import { progressOn } from './progress.ts';
import { paintFor, plain } from './report/paint.ts';
import { oneLine } from './report/plainText.ts';
import { renderComparison, renderReport } from './report/render.ts';
import { exitStatus, type Report, summaryLine } from './report/report.ts';
import { requirements } from './requirement.ts';
import { runRootless, wantsUserNamespace } from './rootless.ts';
import { interrupted, ownTemporaryFolder, removeAllOnSignals } from './signals.ts';
import { usage } from './usage.ts';
import { demandRoom, write, writeOut } from './writeOut.ts';

const cases = [...pluginCases, ...runtimeCases];

/** What the program knows about itself. */
export interface Self {
  version: string;
  /** The words that start it again. */
  again: readonly string[];
}

/** The whole program. Returns its exit status: 0, 1 or 2, see `usage`. Errors go to standard error in one line. */
export async function main(argv: string[], self: Self): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (!options) return await said(usage, undefined);
    if (options.explain !== undefined)
      return await said(explain(options.explain, requirements, cases), options.out);
    if (options.list) {
      const list = options.format === 'json' ? listJson : listText;
      return await said(list(requirements, cases), options.out);
    }
    bePatient(options.patience);
    demandRoom(options.out);
    if (wantsUserNamespace()) return await runRootless(self.again, argv);
    return await judged(options, self.version);
  } catch (error) {
    const hint = error instanceof UsageError ? ' (--help shows how to call me)' : '';
    await write(process.stderr, `cni-conformance: ${oneLine(messageOf(error))}${hint}\n`);
    return 2;
  }
}

async function said(text: string, out: string | undefined): Promise<0> {
  await writeOut(text, out);
  return 0;
}

async function judged(options: Options, version: string): Promise<number> {
  const release = removeAllOnSignals(ownTemporaryFolder());
  const kept = options.keep ? new Kept() : undefined;
  const progress = progressOn(process.stderr);
  const surroundings = {
    version,
    environment: await lookAround(),
    progress: progress.tell,
    ...(kept ? { keep: kept.keep } : {}),
  };
  try {
    const found = options.runtime
      ? await reportOfRuntime(options.runtime, options, surroundings)
      : await report(options, surroundings);
    const text = options.compare
      ? renderComparison(
          compare(found, await report({ ...options, folders: options.compare }, surroundings, found)),
          options.format,
          paint(options),
        )
      : renderReport(found, options.format, paint(options));
    progress.end();
    await writeOut(text, options.out);
    if (options.out !== undefined) await write(process.stderr, summaries(found));
    release();
    if (kept && kept.count > 0) await wait(kept, surroundings.environment.rootless);
    return exitStatus(found);
  } finally {
    progress.end();
    await kept?.close();
  }
}

async function wait(kept: Kept, rootless: boolean): Promise<void> {
  const text = `Kept until Ctrl-C:\n${kept.howToEnter(rootless)}\n`;
  await Promise.all([interrupted(), write(process.stderr, text)]);
}

function paint({ out }: Options) {
  return out === undefined ? paintFor(process.stdout, process.env) : plain;
}

function summaries({ subjects }: Report): string {
  const lines = subjects.map(({ type, unjudgeable, answers }) => {
    return `${type}: ${unjudgeable === undefined ? summaryLine(answers) : `cannot be judged: ${oneLine(unjudgeable)}`}\n`;
  });
  return lines.join('');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
