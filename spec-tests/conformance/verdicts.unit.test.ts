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
const only = (level: 'must' | 'should' | 'may', runs: CaseRun[], more = {}) =>
  answers([testRequirement('DEL-01', level, more)], runs)[0];

test('a broken MUST is FAIL, a SHOULD is WARN, and the rest is INFO', () => {
  const runs = [run({ judgements: [testFinding('DEL-01')] })];
  expect(only('must', runs)?.verdict).toBe('FAIL');
  expect(only('should', runs)?.verdict).toBe('WARN');
  expect(only('may', runs)?.verdict).toBe('INFO');
});

test('what was only observed is INFO, and never makes a requirement stronger than it is', () => {
  expect(only('must', [run({ judgements: [testFinding('DEL-01', { level: 'may' })] })])?.verdict).toBe(
    'INFO',
  );
  expect(only('should', [run({ judgements: [testFinding('DEL-01', { level: 'must' })] })])?.verdict).toBe(
    'WARN',
  );
});

test('the worst judgement counts, and the same one is told once', () => {
  const found = [testFinding('DEL-01'), testFinding('DEL-01'), testFinding('DEL-01', { ok: true })];
  expect(only('must', [run({ judgements: found })])).toMatchObject({
    verdict: 'FAIL',
    judged: 3,
    findings: [{}],
  });
  expect(only('must', [run({ judgements: [testFinding('DEL-01', { ok: true })] })])).toMatchObject({
    verdict: 'PASS',
    findings: [],
  });
});

test('the gravest finding comes first', () => {
  const judgements = [
    testFinding('DEL-01', { level: 'may', case: 'a' }),
    testFinding('DEL-01', { case: 'b' }),
  ];
  expect(only('must', [run({ judgements })])?.findings.map((one) => one.case)).toEqual(['b', 'a']);
});

test('SKIP says why', () => {
  expect(only('must', [])?.reason).toBe('no case selected');
  expect(only('must', [run({})])?.reason).toBe('nothing came up to judge it by');
  expect(only('must', [run({ skipped: 'not for plugins of kind ipam' })])?.reason).toBe(
    'not for plugins of kind ipam',
  );
  expect(only('must', [run({ unjudged: 'ADD fails' }), run({ unjudged: 'ADD fails' })])?.reason).toBe(
    'ADD fails',
  );
  expect(only('must', [], { unjudged: 'nobody can see it' })?.reason).toBe('nobody can see it');
  expect(only('must', [run({ broken: 'TypeError: x is null\n    at y' })])?.reason).toBe(
    'TypeError: x is null',
  );
});
