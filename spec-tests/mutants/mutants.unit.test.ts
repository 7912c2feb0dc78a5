import { requirements } from '../conformance/requirement.ts';
import { judgedAtEveryCall } from '../conformance/select.ts';
import { profileOf } from './bases.ts';
import { mutants } from './index.ts';
import { isRight, row, summary } from './report.ts';
import { casesFor, type Score } from './score.ts';

const bound = requirements.filter(({ side, unjudged }) => side !== 'runtime' && unjudged === undefined);

test('there are at least 66 mutants, of at least 40 requirements', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(66);
  expect(new Set(mutants.map(({ breaks }) => breaks)).size).toBeGreaterThanOrEqual(40);
});

test('names of mutants are unique and may be part of a path', () => {
  const names = mutants.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z0-9.-]+$/.test(name))).toEqual([]);
});

test('every mutant breaks a requirement that binds plugins', () => {
  const ids = bound.map(({ id }) => id);
  expect(mutants.filter(({ breaks }) => !ids.includes(breaks)).map(({ name }) => name)).toEqual([]);
});

test('every mutant breaks something: it wraps the plugin or what that delegates to', () => {
  expect(mutants.filter(({ wrap, delegate }) => !wrap && !delegate).map(({ name }) => name)).toEqual([]);
});

test('every mutant is judged by cases that there are and that apply to plugins of its kind', () => {
  const idle = mutants.filter((mutant) => {
    const { kind } = profileOf(mutant);
    const by = casesFor(mutant);
    return (
      by.length === 0 ||
      by.length < (mutant.by?.length ?? 0) ||
      by.every(({ kinds }) => kinds && !kinds.includes(kind))
    );
  });
  expect(idle.map(({ name }) => name)).toEqual([]);
});

test('the cases that are to notice a mutant judge what it breaks', () => {
  const blind = mutants.filter(({ breaks, by }) => {
    if (judgedAtEveryCall.includes(breaks)) return by === undefined;
    return !casesFor({ breaks, by }).every(({ judges }) => judges.includes(breaks));
  });
  expect(blind.map(({ name }) => name)).toEqual([]);
});

test('every requirement that binds plugins has a mutant', () => {
  const broken = new Set(mutants.map(({ breaks }) => breaks));
  expect(bound.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});

test('the report says of each mutant whether it was named, and the summary counts', () => {
  const [mutant] = mutants;
  const named = { mutant, named: true, accused: false, verdict: 'FAIL', seen: 'exit status 0' } as Score;
  const missed: Score = { ...named, named: false, verdict: 'PASS' };
  const explained: Score = { ...missed, mutant: { ...missed.mutant, survives: 'the text leaves it open' } };
  expect([named, missed, explained, { ...named, accused: true }].map(isRight)).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(row(missed)).toMatch(/^MISSED /);
  expect(row(explained)).toContain('the text leaves it open');
  expect(summary([named, missed])).toBe(
    `1 of 2 mutants named, by 1 requirements; survivors: ${missed.mutant.name}`,
  );
});
