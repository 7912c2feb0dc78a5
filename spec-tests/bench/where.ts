import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import type { Case } from './cases.ts';
import { drawTimeline, wall } from './drawTimeline.ts';
import { driverArguments, prepare } from './measure.ts';
import { programOf, type Side } from './sides.ts';
import { type Timeline, timelines } from './timeline.ts';
import { traced } from './trace.ts';
import { parseTrace } from './traceEvents.ts';

/** ADDs that are traced; the first ones, which find nothing in memory, are left out by taking the one in the middle. */
const runs = 15;

/** Where the time of one ADD goes, drawn: that call of `side` which took as long as half of the others at most. */
export async function whereTimeGoes(one: Case, side: Side): Promise<string> {
  await using host = await throwawayHost();
  await prepare(host, one, [side]);
  const trace = await traced(host, () => host.ok(driverArguments(runs, ['ADD', 'DEL'], [side])));
  const adds = timelines(parseTrace(trace), programOf(one, side)).filter((_, index) => index % 2 === 0);
  return drawTimeline(inTheMiddle(adds));
}

function inTheMiddle(calls: Timeline[]): Timeline {
  const sorted = calls.toSorted((a, b) => wall(a) - wall(b));
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('Cannot say where the time goes: the kernel has noted no call');
  return middle;
}
