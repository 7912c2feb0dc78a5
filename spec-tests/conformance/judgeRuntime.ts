import { loadAdapter } from '../runtime/loadAdapter.ts';
import { judgeRuntime, runtimeRequirements } from '../runtime/main.ts';
import { noGround } from './judge.ts';
import type { Surroundings } from './judgeFolders.ts';
import type { Options } from './options.ts';
import type { Report } from './report/report.ts';
import type { SpecText } from './requirement.ts';
import { counts, reported } from './select.ts';

/** Judges the runtime of an adapter. Throws for an adapter that cannot be used, or an unknown name in `only`. */
export async function reportOfRuntime(
  file: string,
  { spec, only, level, jobs }: Options,
  { version, environment }: Surroundings,
): Promise<Report> {
  const adapter = loadAdapter(file);
  demandKnown(only, spec);
  const { answers, runs } = await judgeRuntime(adapter, {
    jobs,
    text: spec,
    ...(only.length > 0 ? { only } : {}),
  });
  const broken = runs.flatMap(({ name, broken }) =>
    broken === undefined ? [] : [{ case: name, why: broken.split('\n')[0] ?? '' }],
  );
  const told = answers
    .filter(({ requirement }) => counts(requirement.level, level))
    .map((answer) => ({ ...answer, findings: reported(answer.findings, level) }));
  const unjudgeable = noGround(answers, runs);
  const subject = {
    type: adapter.name,
    kind: 'runtime' as const,
    versions: adapter.versions,
    answers: unjudgeable === undefined ? told : [],
    broken,
    ...(unjudgeable === undefined ? {} : { unjudgeable }),
  };
  return { version, spec, environment, folders: [], subjects: [subject], notJudged: [] };
}

/** Names of cases are not taken here: a requirement of runtimes is judged by all of its cases. */
function demandKnown(only: readonly string[], spec: SpecText): void {
  const ids = runtimeRequirements.filter(({ text = spec }) => text === spec).map(({ id }) => id);
  const unknown = only.filter((name) => !ids.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `Cannot judge only "${unknown.join('", "')}": no requirement of runtimes in the text of ${spec}; see --list`,
    );
}
