import { noGround } from './judge.ts';
import { testFinding, testRequirement, testRun } from './report/testReport.ts';
import type { CaseRun } from './runCases.ts';
import { answers } from './verdicts.ts';

/** Why nothing about DEL-01 could be judged. */
function why(...runs: CaseRun[]): string | undefined {
  return noGround(answers([testRequirement('DEL-01')], runs), runs);
}

test('noGround() tells why nothing that was asked for could be judged, whatever every call is judged by', () => {
  const everyCall = [testFinding('EXEC-14', { ok: true })];
  const fails = testRun({ unjudged: 'ADD fails', judgements: everyCall });
  expect(why(fails, fails, testRun({ skipped: 'not for ipam' }))).toBe('ADD fails');
  expect(why(fails, testRun({ unjudged: 'no "x" here' }))).toBe('ADD fails; no "x" here');
  expect(why(fails, testRun({ judgements: everyCall }))).toBe('ADD fails');
});

test('noGround() is content when something was judged, and when nothing applies', () => {
  const fails = testRun({ unjudged: 'ADD fails' });
  expect(why(fails, testRun({ judgements: [testFinding('DEL-01', { ok: true })] }))).toBeUndefined();
  expect(why(fails, testRun({ judgements: [testFinding('DEL-01', { level: 'may' })] }))).toBeUndefined();
  expect(why(testRun({ skipped: 'not for plugins of kind ipam' }))).toBeUndefined();
  expect(why()).toBeUndefined();
});
