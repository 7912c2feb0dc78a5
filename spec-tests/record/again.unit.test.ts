import { staleCases, withCases } from './again.ts';
import { basisOf, caseMarks } from './basis.ts';
import type { Found, SideRecord } from './record.ts';
import { chosenCases, chosenTypes } from './wanted.ts';

const [one = '', two = ''] = Object.keys(caseMarks());

function found(name: string, requirement: string, verdict: Found['verdict'] = 'FAIL'): Found {
  return { requirement, case: name, verdict, expected: ['success'] };
}

function side(verdicts: SideRecord['verdicts'], ...all: Found[]): SideRecord {
  return { version: '1.0.0', verdicts, found: all };
}

test('a case that was run again replaces what it found, and nothing that others found', () => {
  const before = side(
    { FAIL: 'DEL-01 DEL-02', PASS: 'DEL-03', SKIP: 'DEL-04 DEL-05' },
    found(one, 'DEL-01'),
    found(two, 'DEL-02'),
  );
  const now = side(
    { WARN: 'DEL-03', PASS: 'DEL-01 DEL-04', SKIP: 'DEL-02 DEL-05' },
    found(one, 'DEL-03', 'WARN'),
  );
  expect(withCases(before, now, [one])).toEqual(
    side(
      { FAIL: 'DEL-02', WARN: 'DEL-03', PASS: 'DEL-01 DEL-04', SKIP: 'DEL-05' },
      found(two, 'DEL-02'),
      found(one, 'DEL-03', 'WARN'),
    ),
  );
});

test('the worst of what is found by a requirement is its verdict', () => {
  const before = side({ FAIL: 'DEL-01' }, found(one, 'DEL-01'), found(two, 'DEL-01', 'INFO'));
  expect(withCases(before, side({ SKIP: 'DEL-01' }), [one])?.verdicts).toEqual({ INFO: 'DEL-01' });
});

test('what a case found that there is no more is forgotten', () => {
  const before = side({ FAIL: 'DEL-01' }, found('del/never-was', 'DEL-01'));
  expect(withCases(before, side({ PASS: 'DEL-01' }), [one])?.found).toEqual([]);
});

test('where nobody knows whether a requirement is judged any more, the cases are not enough', () => {
  const before = side({ FAIL: 'DEL-01', PASS: 'DEL-02' }, found(one, 'DEL-01'));
  expect(withCases(before, side({ SKIP: 'DEL-01 DEL-02' }), [one])).toBeUndefined();
  expect(withCases(before, side({ PASS: 'DEL-01', SKIP: 'DEL-02' }), [one])).toBeDefined();
});

test('a case that is new, or not what it was, is stale; others are not', () => {
  const { [one]: _, ...rest } = caseMarks();
  expect(staleCases({ cases: rest, types: {} })).toEqual([one]);
  expect(staleCases({ cases: { ...rest, [one]: 'another' }, types: {} })).toEqual([one]);
  expect(staleCases({ cases: caseMarks(), types: {} })).toEqual([]);
});

test('cases alone are run only if no other is stale', () => {
  const { [one]: _, ...cases } = caseMarks();
  expect(chosenCases('stale', { cases, types: {} })).toEqual([one]);
  expect(chosenCases(`${one},${two}`, { cases, types: {} })).toEqual([one, two]);
  expect(() => chosenCases(two, { cases, types: {} })).toThrow(one);
  expect(() => chosenCases('del/never-was', { cases, types: {} })).toThrow('no such case');
  expect(chosenCases(undefined, { cases, types: {} })).toBeUndefined();
});

test('types are all, those that are named, or none', () => {
  expect(chosenTypes('bridge,ptp')).toEqual(['bridge', 'ptp']);
  expect(chosenTypes('none')).toEqual([]);
  expect(chosenTypes(undefined)).toContain('bridge');
  expect(() => chosenTypes('cable')).toThrow('no such type');
});

test('what a type is judged by is another thing for another profile', () => {
  expect(basisOf('bridge')).toMatch(/^[0-9a-f]{16}$/);
  expect(basisOf('bridge')).not.toBe(basisOf('ptp'));
});
