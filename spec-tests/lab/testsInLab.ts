import { readFileSync } from 'node:fs';
import { type Done, inLab } from './boot.ts';
import type { Feature } from './features.ts';
import { jestBound, jestJob } from './jestJob.ts';
import { type Failure, lacking, type Report, unreported } from './reports.ts';
import { deal, type NeedyFile } from './select.ts';
import { parseCpus } from './thisKernel.ts';

/** What came of running files in the lab. */
export interface Results {
  reports: Report[];
  failures: Failure[];
}

/** No more at once: each takes memory, and the machine has other work. */
const labs = 4;

/** Runs test files in as many labs as there are processors. Throws only where there is nothing to boot. */
export async function testsInLab(
  root: string,
  files: NeedyFile[],
  say: (text: string) => void,
): Promise<Results> {
  const cpus = parseCpus(
    /^Cpus_allowed_list:(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0',
  );
  const shares = deal(files, Math.min(cpus.length, labs));
  say(
    `${files.length} test ${files.length === 1 ? 'file' : 'files'} in the lab (${shares.length} booting)\n`,
  );
  // What two labs say at once would be mixed up.
  const hear = shares.length === 1 ? say : () => {};
  const one = (share: NeedyFile[], index: number) => oneLab(root, share, cpus[index] ?? 0, say, hear);
  const all = await Promise.all(shares.map(one));
  return {
    reports: all.flatMap(({ reports }) => reports),
    failures: all.flatMap(({ failures }) => failures),
  };
}

function oneLab(
  root: string,
  files: NeedyFile[],
  cpu: number,
  say: (text: string) => void,
  hear: (text: string) => void,
): Promise<Results> {
  const names = files.map(({ file }) => file);
  const needs = [...new Set(files.flatMap((file) => file.needs))];
  const job = { script: jestJob(root, names, needs), bound: jestBound(names), cpu, hear };
  return inLab(job, (done) => {
    if (hear !== say) say(done.output);
    const results = judged(root, files, done);
    if (results.reports.length === 0) say(`--- the lab's console\n${done.console}\n`);
    return results;
  });
}

function judged(root: string, files: NeedyFile[], done: Done): Results {
  const text = done.read('report.json');
  if (text === undefined || text === '') return { reports: [], failures: lost(files, done) };
  const report = JSON.parse(text) as Report;
  const lacks = (feature: Feature) => done.read(`lacks/${feature}`);
  const reason = 'Ran in the lab, without a result';
  return {
    reports: [report],
    failures: [...lacking(files, lacks), ...unreported(files, report, root, reason)],
  };
}

function lost(files: NeedyFile[], done: Done): Failure[] {
  const why = done.problem ?? `jest ended with exit code ${done.status} and no report`;
  return files.map(({ file }) => ({ file, reason: `Cannot run in the lab: ${why}` }));
}
