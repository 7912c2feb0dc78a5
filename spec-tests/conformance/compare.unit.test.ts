import { compare, telling } from './compare.ts';
import { plain } from './report/paint.ts';
import { renderComparison } from './report/render.ts';
import { testReport, testSubject } from './report/testReport.ts';

const better = {
  ...testSubject,
  versions: ['1.1.0'],
  answers: testSubject.answers.map((one) => ({ ...one, verdict: 'PASS' as const, findings: [] })),
};
const ours = { ...testReport, folders: ['bin'], subjects: [better, { ...better, type: 'own' }] };
const both = compare(ours, testReport);

test('compare() pairs plugins by name and requirements by ID', () => {
  expect(both.alone).toEqual(['own']);
  expect(both.pairs.map(({ type }) => type)).toEqual(['bridge']);
  const rows = both.pairs[0]?.rows.map(({ requirement, a, b, differs }) => [
    requirement.id,
    a.verdict,
    b.verdict,
    differs,
  ]);
  expect(rows).toEqual([
    ['DEL-01', 'PASS', 'FAIL', true],
    ['DEL-02', 'PASS', 'WARN', true],
    ['DEL-03', 'PASS', 'INFO', true],
    ['DEL-04', 'PASS', 'PASS', false],
    ['GC-01', 'PASS', 'SKIP', true],
  ]);
});

test('telling() leaves out what both do alike without a finding', () => {
  const [pair] = both.pairs;
  expect(pair && telling(pair).map(({ requirement }) => requirement.id)).toEqual([
    'DEL-01',
    'DEL-02',
    'DEL-03',
    'GC-01',
  ]);
});

test('a comparison marks differences alone, in every format that knows two', () => {
  const pretty = renderComparison(both, 'pretty', plain);
  expect(pretty).toContain('* PASS | FAIL  DEL-01');
  expect(pretty).toContain('own: only in bin');
  const markdown = renderComparison(both, 'markdown', plain);
  expect(markdown).toContain('| ID | Level | Requirement | bin | /opt/cni/bin |');
  expect(markdown).toContain('| DEL-01 | MUST | title of DEL-01 | **PASS** | **FAIL** |');
  expect(markdown).toContain('| DEL-04 | MUST | title of DEL-04 | PASS | PASS |');
  expect(markdown).toContain('- `/opt/cni/bin` FAIL, del/again: expected exit 0');
  expect(markdown).not.toContain('exit 1');
  const { differences, a } = JSON.parse(renderComparison(both, 'json', plain));
  expect(differences).toContainEqual({ type: 'bridge', id: 'GC-01', a: 'PASS', b: 'SKIP' });
  expect(a.folders).toEqual(['bin']);
});
