import { parseArgs } from 'node:util';
import { attachmentNamed } from './attachments.ts';
import { type Case, caseNames, cases } from './cases.ts';

export interface BenchOptions {
  /** Calls of each verb on each side that count. */
  runs: number;
  /** Where the single measurements go. */
  json?: string;
  chosen: Case[];
  /** Measure in the lab, not on this kernel. */
  lab: boolean;
  /** Say where the time of one ADD goes instead of comparing. */
  where: boolean;
  /** Put the figures into docs/performance.md. */
  write: boolean;
}

export const usage = `make bench, or: node_modules/.bin/tsx spec-tests/bench/main.ts [options], as root

  --runs N       calls of each verb on each side that count (default 40; in the lab 10)
  --only CASES   some of ${caseNames.join(',')}
  --lab          in the lab: what this kernel may lack, beside what it has
  --json FILE    write the single measurements there
  --write        put the figures into docs/performance.md
  --where        say where the milliseconds of one ADD go
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const known = { runs: text, json: text, only: text, lab: flag, where: flag, write: flag, help: flag };

/** Reads the arguments; undefined if help is wanted. Throws an Error that says what cannot be understood. */
export function parseOptions(args: string[]): BenchOptions | undefined {
  const { values } = parseArgs({ args, options: known });
  const { lab, where, write, json } = values;
  if (values.help) return undefined;
  const runs = Number(values.runs ?? (lab ? 10 : 40));
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`Cannot use --runs ${values.runs}: not a whole number from 1`);
  const names = values.only?.split(',').map(caseName);
  const isChosen = names ? ({ name }: Case) => names.includes(name) : lab ? isForLab : isForHere;
  return { runs, chosen: cases.filter(isChosen), lab, where, write, ...(json === undefined ? {} : { json }) };
}

/** Not what takes minutes. */
function isForHere(one: Case): boolean {
  return !needsLab(one) && one.stay === undefined;
}

function needsLab({ of }: Case): boolean {
  return attachmentNamed(of).needs !== undefined;
}

/** With those that are measured here too, so that the lab has something to be compared by. */
function isForLab(one: Case): boolean {
  return needsLab(one) || cases.some(({ like }) => like === one.name);
}

function caseName(name: string): string {
  if (!caseNames.includes(name))
    throw new Error(`Cannot use --only ${name}: not one of ${caseNames.join(', ')}`);
  return name;
}
