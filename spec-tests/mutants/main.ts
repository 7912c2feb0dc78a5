/**
 * `make spec-mutants`: lets the harness judge every mutant by the requirement it breaks, and the good plugin by the same. Prints a
 * table and a score. Exit status 1 unless every mutant is named that has no reason to survive. `--only NAME,…` for some.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { breed } from './breed.ts';
import { mutants } from './index.ts';
import { isRight, row, summary } from './report.ts';
import { Bench, type Score } from './score.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [] }, jobs: { type: 'string' } },
});
const only = values.only.flatMap((names) => names.split(','));
const unknown = only.filter((name) => !mutants.some((one) => one.name === name || one.breaks === name));
if (unknown.length > 0) throw new Error(`Cannot judge "${unknown.join('", "')}": no such mutant`);
const isChosen = (name: string) => only.length === 0 || only.includes(name);
const chosen = mutants.filter(({ name, breaks }) => isChosen(name) || isChosen(breaks));

using brood = await breed(pluginsUnderTest);
const bench = new Bench(brood);
const scores: Score[] = [];
let next = 0;
const worker = async () => {
  for (let mutant = chosen[next++]; mutant; mutant = chosen[next++]) {
    const score = await bench.scoreOf(mutant);
    scores.push(score);
    process.stdout.write(`${row(score)}\n`);
  }
};
await Promise.all(Array.from({ length: Number(values.jobs ?? cpus().length) }, worker));
process.stdout.write(`\n${summary(scores)}\n`);
process.exitCode = scores.every(isRight) ? 0 : 1;
