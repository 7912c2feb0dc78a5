/**
 * `make bench`: our plugins beside the reference's on this machine, in one run. docs/performance.md says how to read
 * it.
 */
import { writeFileSync } from 'node:fs';
import { needs } from '../../lib/testing/needs.ts';
import { answerOfLab } from './answerOfLab.ts';
import { type Case, titleOf } from './cases.ts';
import { type Comparison, compare, renderComparison } from './compare.ts';
import { type Facts, load } from './facts.ts';
import { writeFigures } from './figures.ts';
import { type BenchOptions, parseOptions, usage } from './options.ts';
import { programOf, sidesOf } from './sides.ts';
import { whereTimeGoes } from './where.ts';

const say = (text: string) => void process.stdout.write(text);
const whisper = (text: string) => void process.stderr.write(text);
process.stdout.on('error', () => process.exit(1)); // whoever read it has gone

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) say(usage);
  else await run(options);
} catch (error) {
  whisper(`bench: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function run(options: BenchOptions): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error('it needs root, because it makes network namespaces: sudo make bench');
  const plugins = (['weft', 'reference'] as const).map((side) => programOf({ of: 'bridge' }, side));
  needs('bash', 'ip', 'iptables', 'ip6tables', 'nft', ...plugins);
  if (options.where) return sayWhere(options.chosen);
  const comparison = await (options.lab ? inLab(options) : compare(options.chosen, options.runs, whisper));
  say(renderComparison(comparison));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(comparison, undefined, 1)}\n`);
  if (options.write) writeFigures(comparison, options.lab);
}

/** The same command in the lab, with the lab's kernel. No bound is judged there: docs/performance.md says why. */
async function inLab({ chosen, runs }: BenchOptions): Promise<Comparison> {
  const argv = ['--only', chosen.map(({ name }) => name).join(','), '--runs', `${runs}`];
  const before = load();
  const found = await answerOfLab<Comparison>('spec-tests/bench/main.ts', argv, whisper);
  const measured = found.measured.map(({ one, samples }) => ({ one: { ...one, bounds: {} }, samples }));
  const facts: Facts = [...found.facts, ['load of the machine', `${before} before, ${load()} after`]];
  return { ...found, facts, measured };
}

async function sayWhere(chosen: Case[]): Promise<void> {
  for (const one of chosen.filter(({ verbs }) => verbs.includes('ADD')))
    for (const side of await sidesOf(one))
      say(`\nADD of ${titleOf(one)}, ${side}\n\n${await whereTimeGoes(one, side)}`);
}
