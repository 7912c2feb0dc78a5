import type { Kind } from './profile.ts';
import type { Subject } from './subject.ts';
import type { Trial } from './trial.ts';

/** One experiment: what is done to a plugin in a fresh pair of namespaces, and what it is judged by. */
export interface Case {
  /** "del/namespace-gone": unique, stable, named in reports. */
  name: string;
  /** A sentence that is true of a good plugin: "DEL succeeds when the namespace is gone". */
  title: string;
  /** IDs of the requirements that `run` may judge. */
  judges: string[];
  /** Kinds it applies to. Default: all. */
  kinds?: Kind[];
  /** The version of the specification that the plugin must support for it to apply: "1.1.0" for GC. */
  since?: string;
  /** Why it does not apply to this plugin, in words for the report; undefined if it does. */
  unless?(subject: Subject): string | undefined;
  /** True for what takes seconds: left out of `--fast`. */
  slow?: true;
  /** True if what it finds in a plugin that fails is a matter of timing: not part of what is recorded of plugins. */
  chance?: true;
  run(trial: Trial): Promise<void>;
}

/** What lists and explanations tell of a case, whether of plugins or of runtimes. */
export type CaseAbout = Pick<Case, 'name' | 'title' | 'judges' | 'kinds' | 'since' | 'slow'>;

/** Why a case does not apply to a subject; undefined if it does. */
export function inapplicable(given: Case, subject: Subject): string | undefined {
  const { kind } = subject.profile;
  if (given.kinds && !given.kinds.includes(kind)) return `not for plugins of kind ${kind}`;
  if (given.since && !subject.supports(given.since)) return `the plugin does not support ${given.since}`;
  return given.unless?.(subject);
}
