import { parseArgs } from 'node:util';
import { folders, jobs, oneOf, patience, someFolders, split, type, UsageError } from './optionValues.ts';
import type { Level, SpecText } from './requirement.ts';
import { formats, levels, texts } from './usage.ts';

export type Format = (typeof formats)[number];

/** What the command line asks for; see `usage`. */
export interface Options {
  /** Folders of executables, as given; the first that has a plugin has the subject. */
  folders: string[];
  /** Names of the plugins to judge. */
  types: string[];
  /** Every plugin of the folders. Otherwise `types`, or if there are none the plugins of the profiles. */
  all: boolean;
  /** Files of profiles. */
  profiles: string[];
  spec: SpecText;
  /** IDs of requirements and names of cases, mixed. Empty: all. */
  only: string[];
  /** The weakest level that is reported. */
  level: Level;
  format: Format;
  /** File for the report. Default: standard output. */
  out?: string;
  /** File of the adapter of a runtime, which is judged in place of plugins. */
  runtime?: string;
  /** Folders of the executables to put beside. */
  compare?: string[];
  list: boolean;
  /** ID of the requirement to explain. */
  explain?: string;
  keep: boolean;
  fast: boolean;
  /** Cases at once. */
  jobs: number;
  /** Factor of all time limits. */
  patience: number;
}

const text = { type: 'string' } as const;
const many = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;
const known = {
  ...{ 'cni-path': text, type: many, all: flag, profile: many, runtime: text },
  ...{ spec: text, only: many, level: text },
  ...{
    format: text,
    out: text,
    compare: text,
    list: flag,
    explain: text,
    keep: flag,
    fast: flag,
    jobs: text,
    patience: text,
  },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the arguments; undefined if help is wanted. Throws a UsageError that says what cannot be understood. */
export function parseOptions(argv: string[]): Options | undefined {
  const { values, positionals } = parsed(argv);
  if (values.help) return undefined;
  const types = [...split(values.type), ...positionals];
  const options: Options = {
    folders: folders(values['cni-path']),
    types: types.map(type),
    all: values.all ?? (types.length === 0 && values.profile === undefined),
    profiles: values.profile ?? [],
    spec: oneOf(texts, '--spec', values.spec ?? 'main'),
    only: split(values.only),
    level: oneOf(levels, '--level', values.level ?? 'may'),
    format: oneOf(formats, '--format', values.format ?? 'pretty'),
    list: values.list ?? false,
    keep: values.keep ?? false,
    fast: values.fast ?? false,
    jobs: jobs(values.jobs),
    patience: patience(values.patience),
    ...(values.runtime === undefined ? {} : { runtime: values.runtime }),
    ...(values.out === undefined ? {} : { out: values.out }),
    ...(values.compare === undefined ? {} : { compare: someFolders('--compare', values.compare) }),
    ...(values.explain === undefined ? {} : { explain: values.explain }),
  };
  return judged(options);
}

/** Refuses what does not go together. */
function judged(options: Options): Options {
  const { types, all, list, explain, folders, compare, format, keep } = options;
  if (all && types.length > 0)
    throw new UsageError('Cannot use --all together with --type: name them or take all');
  if (list || explain !== undefined) return options;
  if (options.runtime !== undefined) return judgedRuntime(options);
  if (folders.length === 0) throw new UsageError('Cannot judge anything: --cni-path is missing');
  if (compare && (format === 'tap' || format === 'junit'))
    throw new UsageError(
      `Cannot use --format ${format} with --compare: it knows one subject; take json or markdown`,
    );
  if (compare && keep) throw new UsageError('Cannot use --keep with --compare: run it for one folder');
  return options;
}

/** A runtime is judged with spies in the place of plugins, so options about plugins mean nothing. */
function judgedRuntime(options: Options): Options {
  const { folders, types, profiles, compare, keep } = options;
  const wrong = [
    ['--cni-path', folders.length > 0],
    ['--type', types.length > 0],
    ['--profile', profiles.length > 0],
    ['--compare', compare !== undefined],
    ['--keep', keep],
  ].find(([, given]) => given);
  if (wrong) throw new UsageError(`Cannot use ${wrong[0]} with --runtime: it is about plugins`);
  return options;
}

function parsed(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: known, allowPositionals: true });
  } catch (error) {
    const { message } = error as Error;
    const [, option] = /^Unknown option '([^']*)'/.exec(message) ?? [];
    throw new UsageError(
      option === undefined ? `Cannot read the arguments: ${message}` : `Cannot use ${option}: no such option`,
    );
  }
}
