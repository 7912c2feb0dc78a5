import { renderBeside } from './beside.ts';
import { type Case, titleOf } from './cases.ts';
import { type Facts, load, machineFacts } from './facts.ts';
import { renderGrowth } from './growth.ts';
import { renderNodeGrowth } from './growthOfNode.ts';
import { measure } from './measure.ts';
import { readAnew } from './readAnew.ts';
import { type Measured, renderTable } from './report.ts';
import { programsOf, sidesOf } from './sides.ts';
import { median } from './statistics.ts';

/** All that came of a run. */
export interface Comparison {
  facts: Facts;
  /** Calls of each verb on each side that count, at most. */
  runs: number;
  /** Milliseconds to start a program that does nothing. */
  nothing: number;
  measured: Measured[];
}

/** Measures cases one after the other. `say` takes what is being done. */
export async function compare(
  chosen: Case[],
  runs: number,
  say: (text: string) => void,
): Promise<Comparison> {
  const before = load();
  const version: Case = { name: 'nothing', of: 'bridge', verbs: ['VERSION'], bounds: {} };
  const { VERSION } = await measure(version, ['nothing'], runs);
  const measured: Measured[] = [];
  for (const one of chosen) {
    const sides = await sidesOf(one);
    await readAnew(sides.flatMap((side) => programsOf(one, side)));
    say(`${one.verbs.join(' and ')} of ${titleOf(one)}, ${Math.min(runs, one.pool?.runs ?? runs)} times …\n`);
    measured.push({ one, samples: await measure(one, sides, runs) });
  }
  const facts: Facts = [...(await machineFacts()), ['load', `${before} before, ${load()} after`]];
  return { facts, runs, nothing: median(VERSION?.nothing ?? []), measured };
}

/** A comparison for people. */
export function renderComparison({ facts, runs, nothing, measured }: Comparison): string {
  const start = `An empty program takes ${nothing.toFixed(1)} of them.`;
  return [
    `\n${measured.every(({ one }) => one.stay) ? '' : `${renderTable(measured)}\n`}${renderGrowth(measured)}${renderNodeGrowth(measured)}${renderBeside(measured)}`,
    `Milliseconds of whole processes in turn, ${runs} runs at most. ${start}\n`,
    `${facts.map(([name, value]) => `${name}: ${value}`).join(' · ')}\n`,
  ].join('');
}
