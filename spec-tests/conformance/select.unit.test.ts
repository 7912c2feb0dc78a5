import type { Call } from './call.ts';
import type { Case } from './case.ts';
import { invariants } from './invariants.ts';
import { testFinding, testRequirement } from './report/testReport.ts';
import { type Choice, judgedAtEveryCall, reported, select } from './select.ts';

const requirements = [
  testRequirement('DEL-01'),
  testRequirement('DEL-02', 'should'),
  testRequirement('GC-01', 'must', { text: 'tag' }),
  testRequirement('RTC-01', 'must', { side: 'runtime' }),
  testRequirement('EXEC-14'),
];
const made = (name: string, judges: string[], more: Partial<Case> = {}): Case => {
  return { name, title: name, judges, run: async () => {}, ...more };
};
const cases = [made('a', ['DEL-01']), made('b', ['DEL-02']), made('c', ['DEL-01', 'DEL-02'], { slow: true })];

function chosen(choice: Partial<Choice>) {
  const { requirements: all, cases: run } = select(requirements, cases, {
    spec: 'main',
    only: [],
    level: 'may',
    fast: false,
    ...choice,
  });
  return [all.map(({ id }) => id).join(' '), run.map(({ name }) => name).join('')];
}

test('select() takes what binds plugins in the text in question', () => {
  expect(chosen({})).toEqual(['DEL-01 DEL-02 EXEC-14', 'abc']);
  expect(chosen({ spec: 'tag' })).toEqual(['DEL-01 DEL-02 GC-01 EXEC-14', 'abc']);
  expect(chosen({ level: 'must' })).toEqual(['DEL-01 EXEC-14', 'abc']);
});

test('select() runs for a requirement the cases that judge it, and for a case itself', () => {
  expect(chosen({ only: ['DEL-02'] })).toEqual(['DEL-02', 'bc']);
  expect(chosen({ only: ['DEL-02'], fast: true })).toEqual(['DEL-02', 'b']);
  expect(chosen({ only: ['a'] })).toEqual(['DEL-01', 'a']);
  expect(chosen({ only: ['c'], fast: true })).toEqual(['DEL-01 DEL-02', 'c']);
});

test('select() runs everything for what is judged at every call', () => {
  expect(chosen({ only: ['EXEC-14'] })).toEqual(['EXEC-14', 'abc']);
});

test('select() refuses a name that means nothing here', () => {
  expect(() => chosen({ only: ['DEL-01', 'NO-1'] })).toThrow(
    'Cannot judge only "NO-1": neither a requirement nor a case; see --list',
  );
  expect(() => chosen({ only: ['RTC-01'] })).toThrow('Cannot judge only "RTC-01": it binds runtimes');
  expect(() => chosen({ only: ['GC-01'] })).toThrow(
    'Cannot judge only "GC-01": the text of main does not have it',
  );
});

test('reported() leaves out what was only told when a stronger level is asked for', () => {
  const told = testFinding('DEL-01', { level: 'may' });
  const good = testFinding('DEL-01', { level: 'may', ok: true });
  expect(reported([told, good, testFinding('DEL-01')], 'must')).toEqual([good, testFinding('DEL-01')]);
  expect(reported([told], 'may')).toEqual([told]);
});

test('judgedAtEveryCall names everything that holds of every call', () => {
  const call = {
    command: 'ADD',
    argv: [],
    place: '',
    ms: 1,
    signal: null,
    stderr: '',
    timedOut: false,
    reproduce: '',
    stdin: '',
  };
  const error = { code: 7, msg: 'no' };
  const calls: Call[] = [
    { ...call, env: { CNI_COMMAND: 'ADD' }, exitCode: 0, stdout: '{}', json: {} },
    { ...call, env: { CNI_COMMAND: 'ADD' }, exitCode: 1, stdout: JSON.stringify(error), json: error },
  ];
  const judged = calls.flatMap((one) => invariants(one, false)).map(({ requirement }) => requirement);
  expect([...new Set(judged)].sort()).toEqual([...judgedAtEveryCall].sort());
});
