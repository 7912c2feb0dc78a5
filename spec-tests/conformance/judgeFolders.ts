import { candidates } from './candidates.ts';
import { absoluteFolders, hasPlugin } from './findPlugins.ts';
import { type JudgeOptions, judge } from './judge.ts';
import type { Options } from './options.ts';
import type { Environment, Report } from './report/report.ts';

export interface Surroundings extends Pick<JudgeOptions, 'progress' | 'keep'> {
  version: string;
  environment: Environment;
}

/**
 * Judges the plugins of `options.folders`. With `beside`, another folder's report: of those that were judged there, the ones that
 * are here too.
 */
export async function report(
  options: Options,
  { version, environment, ...watch }: Surroundings,
  beside?: Report,
): Promise<Report> {
  const { spec, only, level, fast, jobs } = options;
  const folders = absoluteFolders(options.folders);
  const types = beside?.subjects.map(({ type }) => type).filter((type) => hasPlugin(folders, type));
  const wanted = types ? { ...options, types, all: false } : options;
  const nothing = types?.length === 0;
  const { subjects, notJudged } = nothing
    ? { subjects: [], notJudged: [] }
    : await candidates(wanted, folders);
  if (subjects.length === 0 && !beside)
    throw new Error(
      `Cannot judge anything in ${options.folders.join(':')}: no plugin that answers VERSION and has a profile`,
    );
  return {
    version,
    spec,
    environment,
    folders: options.folders,
    subjects: await judge({ subjects }, { spec, only, level, fast, jobs, ...watch }),
    notJudged,
  };
}
