import { parseArgs } from 'node:util';
import { type CaseName, caseNames } from './cases.ts';

export interface BenchOptions {
  /** Calls of each verb on each side that count. */
  runs: number;
  /** Where the single measurements go. */
  json?: string;
  only: CaseName[];
  /** Say where the time of one ADD goes instead of comparing. */
  where: boolean;
}

export const usage = `make bench, or: node_modules/.bin/tsx spec-tests/bench/main.ts [options], as root

  --runs N       calls of each verb on each side that count (default 40)
  --only CASES   some of ${caseNames.join(',')}
  --json FILE    write the single measurements there
  --where        say where the milliseconds of one ADD go
`;

/** Reads the arguments; undefined if help is wanted. Throws an Error that says what cannot be understood. */
export function parseOptions(argv: string[]): BenchOptions | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args: argv,
    options: { runs: text, json: text, only: text, where: flag, help: flag },
  });
  if (values.help) return undefined;
  const runs = Number(values.runs ?? 40);
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`Cannot use --runs ${values.runs}: not a whole number from 1`);
  return {
    runs,
    only: values.only === undefined ? [...caseNames] : values.only.split(',').map(caseName),
    where: values.where ?? false,
    ...(values.json === undefined ? {} : { json: values.json }),
  };
}

function caseName(text: string): CaseName {
  const found = caseNames.find((name) => name === text);
  if (found === undefined) throw new Error(`Cannot use --only ${text}: not one of ${caseNames.join(', ')}`);
  return found;
}
