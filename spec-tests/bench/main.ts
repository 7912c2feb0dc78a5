/** `make bench`: our plugins beside the reference's on this machine, in one run. docs/performance.md says how to read it. */
import { writeFileSync } from 'node:fs';
import { needs } from '../../lib/testing/needs.ts';
import { cases, empty, programs, type Side } from './cases.ts';
import { load, machineFacts } from './facts.ts';
import { renderGrowth } from './growth.ts';
import { referenceKnowsNftables } from './knowsNftables.ts';
import { measure } from './measure.ts';
import { type BenchOptions, parseOptions, usage } from './options.ts';
import { type Measured, renderTable } from './report.ts';
import { median } from './statistics.ts';
import { whereTimeGoes } from './where.ts';

const say = (text: string) => void process.stdout.write(text);
process.stdout.on('error', () => process.exit(1)); // whoever read it has gone
const sides: Side[] = ['reference', 'weft'];

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) say(usage);
  else await run(options);
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function run(options: BenchOptions): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error('it needs root, because it makes network namespaces: sudo make bench');
  needs('bash', 'ip', 'iptables', 'ip6tables', 'nft', programs.weft, programs.reference);
  const chosen = cases.filter(({ name }) => options.only.includes(name));
  if (options.where) await sayWhere(chosen);
  else await compare(chosen, options);
}

async function compare(chosen: typeof cases, { runs, json }: BenchOptions): Promise<void> {
  const before = load();
  const nothing = await measure(empty, ['nothing'], runs);
  const measured: Measured[] = [];
  for (const one of chosen) {
    const times = Math.min(runs, one.pool?.runs ?? runs);
    process.stderr.write(`${one.verbs.join(' and ')} of ${one.title}, ${times} times …\n`);
    const alone = one.name === 'nft' && !(await referenceKnowsNftables());
    measured.push({ one, samples: await measure(one, alone ? ['weft'] : sides, runs) });
  }
  const facts = [...(await machineFacts()), ['load', `${before} before, ${load()} after`]];
  say(`\n${renderTable(measured)}\n${renderGrowth(measured)}`);
  say(
    `Milliseconds of whole processes in turn, ${runs} runs at most. An empty program takes ${startOf(nothing)} of them.\n`,
  );
  say(`${facts.map(([name, value]) => `${name}: ${value}`).join(' · ')}\n`);
  if (json)
    writeFileSync(
      json,
      `${JSON.stringify({ facts: Object.fromEntries(facts), runs, measured }, undefined, 1)}\n`,
    );
}

function startOf({ VERSION }: Measured['samples']): string {
  return median(VERSION?.nothing ?? []).toFixed(1);
}

async function sayWhere(chosen: typeof cases): Promise<void> {
  for (const one of chosen.filter(({ verbs }) => verbs.includes('ADD')))
    for (const side of sides) say(`\nADD of ${one.title}, ${side}\n\n${await whereTimeGoes(one, side)}`);
}
