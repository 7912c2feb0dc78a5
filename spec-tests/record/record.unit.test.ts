import { readFileSync } from 'node:fs';
import { cases } from '../cases/index.ts';
import type { SubjectReport } from '../conformance/report/report.ts';
import { testFinding, testSubject } from '../conformance/report/testReport.ts';
import { requirements } from '../conformance/requirement.ts';
import { profiles } from '../profiles/index.ts';
import { basisOf } from './basis.ts';
import { renderDocument } from './document.ts';
import { expected, held, heldOf } from './expectations.ts';
import { documentFile, readExpectations, readRecord, recordFile, recordText } from './files.ts';
import { heldAgainst, merged, recordedVerdict, sideRecord } from './record.ts';

const record = readRecord();
const expectations = readExpectations();
const redo = 'run make spec-compare, or TYPES=… make spec-compare for these types alone';

test('docs/conformance.md is what the record and the expectations render to', () => {
  const written = readFileSync(documentFile, 'utf8');
  // A comparison of texts this long is unreadable: the first line that differs says enough.
  const rendered = renderDocument(record, expectations).split('\n');
  const at = rendered.findIndex((line, i) => line !== written.split('\n')[i]);
  expect({ at, line: written.split('\n')[at] }).toEqual({ at, line: rendered[at] });
  expect(written).toBe(rendered.join('\n'));
});

test('the record has every type that there is a profile for, made with the cases, requirements and profiles of today', () => {
  expect(Object.keys(record.types).sort()).toEqual(Object.keys(profiles).sort());
  const stale = Object.entries(record.types).filter(([type, { basis }]) => basis !== basisOf(type));
  expect({ stale: stale.map(([type]) => type), todo: redo }).toEqual({ stale: [], todo: redo });
});

test('the record names only requirements and cases that there are, and says nothing twice', () => {
  const ids = requirements.map(({ id }) => id);
  const names = cases.map(({ name }) => name);
  const all = Object.values(record.types).flatMap(({ ours, reference }) => [ours, reference]);
  for (const one of all) {
    const told = Object.values(one?.verdicts ?? {}).flatMap((list) => list.split(' '));
    expect(told.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(told).size).toBe(told.length);
    const found = one?.found ?? [];
    expect(found.filter((each) => !names.includes(each.case))).toEqual([]);
    expect(found.filter((each) => !told.includes(each.requirement))).toEqual([]);
  }
});

test('the record is written as the program writes it, with a line for each finding', () => {
  expect(readFileSync(recordFile, 'utf8') === recordText(record)).toBe(true);
  expect(recordText(record)).toMatch(/^ +\{"requirement":"VER-02".*\},?$/m);
});

test('each finding against the reference plugins is known, and each that is known is found', () => {
  expect(held(record, 'reference')).toEqual(expected(expectations.reference));
});

test('ours break no MUST, and each SHOULD that they do not keep is explained', () => {
  const found = held(record, 'ours');
  expect(found.filter((line) => line.includes(' FAIL '))).toEqual([]);
  expect(found).toEqual(expected(expectations.explained));
});

test('every expectation says why, in a sentence', () => {
  const all = [...expectations.reference, ...expectations.explained];
  expect(all.filter(({ why }) => why.length < 40 || !/^[A-Z“"`].*\.$/.test(why))).toEqual([]);
});

test('a report becomes verdicts and findings, without what was seen', () => {
  const one = sideRecord(testSubject);
  expect(one.version).toBe('1.0.0');
  expect(one.verdicts).toEqual({
    FAIL: 'DEL-01',
    WARN: 'DEL-02',
    INFO: 'DEL-03',
    PASS: 'DEL-04',
    SKIP: 'GC-01',
  });
  expect(recordedVerdict(one, 'DEL-02')).toBe('WARN');
  expect(recordedVerdict(one, 'DEL-0')).toBeUndefined();
  expect(heldOf('bridge', one)).toEqual(['bridge DEL-01 FAIL del/again', 'bridge DEL-02 WARN del/again']);
  expect(JSON.stringify(one)).not.toContain('seen');
});

test('what a case finds by one requirement is one entry per verdict', () => {
  const [first] = testSubject.answers;
  if (!first) throw new Error('no answer');
  const findings = [
    testFinding('DEL-01', { expected: 'one' }),
    testFinding('DEL-01', { expected: 'two' }),
    testFinding('DEL-01', { expected: 'three', level: 'may' }),
  ];
  const report: SubjectReport = { ...testSubject, answers: [{ ...first, findings }] };
  const about = { requirement: 'DEL-01', case: 'del/again' };
  expect(sideRecord(report).found).toEqual([
    { ...about, verdict: 'FAIL', expected: ['one', 'two'] },
    { ...about, verdict: 'INFO', expected: ['three'] },
  ]);
  expect(heldAgainst(sideRecord(report))).toHaveLength(1);
});

test('a type that was judged again replaces what was known of it, and nothing else', () => {
  const before = { cases: { a: '1' }, types: { bridge: { basis: 'a' }, vlan: { basis: 'b' } } };
  const after = merged(before, { bridge: { basis: 'c' }, dhcp: { basis: 'd' } });
  expect(after).toEqual({
    cases: { a: '1' },
    types: { bridge: { basis: 'c' }, dhcp: { basis: 'd' }, vlan: { basis: 'b' } },
  });
  expect(Object.keys(after.types)).toEqual(['bridge', 'dhcp', 'vlan']);
});

test('the document tells what was found on either side, and what could not be run', () => {
  const side = sideRecord(testSubject);
  const idle = { version: '1.0.0', unjudgeable: 'this kernel cannot do "x"', verdicts: {}, found: [] };
  const known = { ...side, verdicts: { FAIL: 'DEL-02', PASS: 'DEL-01' } };
  const types = { bridge: { basis: '', ours: known, reference: side }, vrf: { basis: '', reference: idle } };
  const text = renderDocument({ cases: {}, types }, { reference: [], explained: [] });
  expect(text).toContain('| bridge | ours | 1.0.0 | 1 | 0 | 0 | 1 | 0 |');
  expect(text).toContain('| vrf | ours | no such plugin |');
  expect(text).toContain('- vrf: this kernel cannot do "x"');
  expect(text).toContain('| [DEL-01](#del-01) | SHOULD | PASS | **FAIL** |');
  expect(text).toContain('- DEL-01 reference FAIL, `del/again`: exit 0');
});
