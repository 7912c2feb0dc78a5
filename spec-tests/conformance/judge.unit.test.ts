import { noGround } from './judge.ts';
import { testFinding, testRequirement } from './report/testReport.ts';
import type { CaseRun } from './runCases.ts';
import { answers } from './verdicts.ts';

const run = (more: Partial<CaseRun>): CaseRun => ({
  name: 'del/again',
  judges: ['DEL-01'],
  judgements: [],
  ms: 1,
  ...more,
});

/** Why nothing about DEL-01 could be judged. */
function why(...runs: CaseRun[]): string | undefined {
  return noGround(answers([testRequirement('DEL-01')], runs), runs);
}

test('noGround() tells why nothing that was asked for could be judged, whatever every call is judged by', () => {
  const everyCall = [testFinding('EXEC-14', { ok: true })];
  const fails = run({ unjudged: 'ADD fails', judgements: everyCall });
  expect(why(fails, fails, run({ skipped: 'not for ipam' }))).toBe('ADD fails');
  expect(why(fails, run({ unjudged: 'no "x" here' }))).toBe('ADD fails; no "x" here');
  expect(why(fails, run({ judgements: everyCall }))).toBe('ADD fails');
});

test('noGround() is content when something was judged, and when nothing applies', () => {
  const fails = run({ unjudged: 'ADD fails' });
  expect(why(fails, run({ judgements: [testFinding('DEL-01', { ok: true })] }))).toBeUndefined();
  expect(why(fails, run({ judgements: [testFinding('DEL-01', { level: 'may' })] }))).toBeUndefined();
  expect(why(run({ skipped: 'not for plugins of kind ipam' }))).toBeUndefined();
  expect(why()).toBeUndefined();
});
