import { drawTimeline, occupation, wall } from './drawTimeline.ts';
import { timelines } from './timeline.ts';
import type { TraceEvent } from './traceEvents.ts';

const fork = (ms: number, pid: number, child: number): TraceEvent => ({ kind: 'fork', ms, pid, child });
const exec = (ms: number, pid: number, file: string): TraceEvent => ({ kind: 'exec', ms, pid, file });
const exit = (ms: number, pid: number): TraceEvent => ({ kind: 'exit', ms, pid });
const turn = (ms: number, off: number, on: number): TraceEvent => ({ kind: 'switch', ms, off, on });

/**
 * A shell (1) starts bridge (2), which has a thread (3) and starts nsenter (4), which becomes ip and outlives bridge.
 * Process 9 has nothing to do with it.
 */
const call = [
  fork(100, 1, 2),
  exec(101, 2, '/bin/bridge'),
  fork(103, 2, 3),
  turn(104, 2, 3),
  turn(105, 3, 2),
  fork(106, 2, 4),
  fork(106, 9, 10),
  exec(106, 10, '/bin/sleep'),
  turn(107, 2, 4),
  exec(108, 4, '/bin/nsenter'),
  exec(109, 4, '/bin/ip'),
  turn(110, 4, 9),
  turn(112, 9, 2),
  turn(112, 0, 4),
  exit(114, 2),
  exit(116, 4),
];

test('timelines follow a call from its fork through the programs it starts and becomes', () => {
  const [first, ...others] = timelines(call, '/bin/bridge');
  expect(others).toEqual([]);
  expect(first?.map(({ file, from, to }) => [file, from, to])).toEqual([
    ['/bin/bridge', 0, 14],
    ['/bin/nsenter', 6, 9],
    ['/bin/ip', 9, 14],
  ]);
});

test('timelines count a thread with its program, and nothing after the end of the call', () => {
  const busy = timelines(call, '/bin/bridge')[0]?.map((program) =>
    program.busy.map(({ from, to }) => [from, to]),
  );
  const [bridge, nsenter, ip] = busy ?? [];
  expect(bridge).toEqual([
    [0, 1],
    [1, 4],
    [5, 7],
    [12, 14],
    [4, 5],
  ]);
  expect(nsenter).toEqual([[7, 9]]);
  expect(ip).toEqual([
    [9, 10],
    [12, 14],
  ]);
});

test('timelines tells calls apart that follow each other', () => {
  const again = call.map((event) => ({ ...event, ms: event.ms + 1000 }));
  const both = timelines([...call, ...again], '/bin/bridge');
  expect(both).toHaveLength(2);
  expect(both[1]).toEqual(both[0]);
});

test('occupation says how long one, several and no processor worked for a call', () => {
  const [first = []] = timelines(call, '/bin/bridge');
  expect(wall(first)).toBe(14);
  expect(occupation(first)).toEqual({ one: 10, more: 2, nobody: 2 });
});

test('drawTimeline has a line with a bar for every program', () => {
  const [first = []] = timelines(call, '/bin/bridge');
  const lines = drawTimeline(first).split('\n');
  expect(lines[1]).toMatch(/^ {4}0\.0 {3}14\.0 {4}9\.0 {2}bridge {11} █.*·.*█$/);
  expect(lines[3]).toMatch(/^ {4}9\.0 {3}14\.0 {4}3\.0 {2}ip {15} +[▒█]/);
  expect(lines).toContain(
    'Of 14.0 ms, one processor worked for it 10.0 ms, several at once 2.0 ms, none 2.0 ms.',
  );
});
