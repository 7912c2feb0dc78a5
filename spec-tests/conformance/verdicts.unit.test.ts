import { testFinding, testRequirement, testRun } from './report/testReport.ts';
import type { CaseRun } from './runCases.ts';
import { answers } from './verdicts.ts';

const only = (level: 'must' | 'should' | 'may', runs: CaseRun[], more = {}) =>
  answers([testRequirement('DEL-01', level, more)], runs)[0];

test('a broken MUST is FAIL, a SHOULD is WARN, and the rest is INFO', () => {
  const runs = [testRun({ judgements: [testFinding('DEL-01')] })];
  expect(only('must', runs)?.verdict).toBe('FAIL');
  expect(only('should', runs)?.verdict).toBe('WARN');
  expect(only('may', runs)?.verdict).toBe('INFO');
});

test('what was only observed is INFO, and never makes a requirement stronger than it is', () => {
  expect(only('must', [testRun({ judgements: [testFinding('DEL-01', { level: 'may' })] })])?.verdict).toBe(
    'INFO',
  );
  expect(only('should', [testRun({ judgements: [testFinding('DEL-01', { level: 'must' })] })])?.verdict).toBe(
    'WARN',
  );
});

test('the worst judgement counts, and the same one is told once', () => {
  const found = [testFinding('DEL-01'), testFinding('DEL-01'), testFinding('DEL-01', { ok: true })];
  expect(only('must', [testRun({ judgements: found })])).toMatchObject({
    verdict: 'FAIL',
    judged: 3,
    findings: [{}],
  });
  expect(only('must', [testRun({ judgements: [testFinding('DEL-01', { ok: true })] })])).toMatchObject({
    verdict: 'PASS',
    findings: [],
  });
});

test('the gravest finding comes first', () => {
  const judgements = [
    testFinding('DEL-01', { level: 'may', case: 'a' }),
    testFinding('DEL-01', { case: 'b' }),
  ];
  expect(only('must', [testRun({ judgements })])?.findings.map((one) => one.case)).toEqual(['b', 'a']);
});

test('SKIP says why', () => {
  expect(only('must', [])?.reason).toBe('no case selected');
  expect(only('must', [testRun({})])?.reason).toBe('nothing came up to judge it by');
  expect(only('must', [testRun({ skipped: 'not for plugins of kind ipam' })])?.reason).toBe(
    'not for plugins of kind ipam',
  );
  expect(only('must', [testRun({ unjudged: 'ADD fails' }), testRun({ unjudged: 'ADD fails' })])?.reason).toBe(
    'ADD fails',
  );
  expect(only('must', [], { unjudged: 'nobody can see it' })?.reason).toBe('nobody can see it');
  expect(only('must', [testRun({ broken: 'TypeError: x is null\n    at y' })])?.reason).toBe(
    'TypeError: x is null',
  );
});
