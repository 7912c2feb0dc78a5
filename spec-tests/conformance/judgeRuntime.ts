import { loadAdapter } from '../runtime/loadAdapter.ts';
import { judgeRuntime } from '../runtime/main.ts';
import type { Surroundings } from './judgeFolders.ts';
import type { Options } from './options.ts';
import type { Report } from './report/report.ts';
import { counts, reported } from './select.ts';

/** Judges the runtime that an adapter describes. Throws for an adapter that cannot be used, or an `only` that names nothing. */
export async function reportOfRuntime(
  file: string,
  { spec, only, level, jobs }: Options,
  { version, environment }: Surroundings,
): Promise<Report> {
  const adapter = loadAdapter(file);
  const { answers, runs } = await judgeRuntime(adapter, {
    jobs,
    text: spec,
    ...(only.length > 0 ? { only } : {}),
  });
  if (answers.length === 0)
    throw new Error(
      `Cannot judge only "${only.join('", "')}": no requirement that binds runtimes; see --list`,
    );
  const broken = runs.flatMap(({ name, broken }) =>
    broken === undefined ? [] : [{ case: name, why: broken.split('\n')[0] ?? '' }],
  );
  const told = answers
    .filter(({ requirement }) => counts(requirement.level, level))
    .map((answer) => ({ ...answer, findings: reported(answer.findings, level) }));
  const subject = {
    type: adapter.name,
    kind: 'runtime' as const,
    versions: adapter.versions,
    answers: told,
    broken,
  };
  return { version, spec, environment, folders: [], subjects: [subject], notJudged: [] };
}
