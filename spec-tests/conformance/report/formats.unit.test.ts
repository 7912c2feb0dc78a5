import { plain } from './paint.ts';
import { renderReport } from './render.ts';
import { exitStatus } from './report.ts';
import { testReport, testSubject } from './testReport.ts';

/** Control characters but for tabs and ends of lines, and halves of pairs. */
const hostile = /(?![\t\n])\p{Cc}|\p{Cs}/u;
const formats = ['pretty', 'tap', 'junit', 'json', 'markdown'] as const;

test.each(formats)('%s lets nothing through that a plugin could write to a terminal', (format) => {
  expect(renderReport(testReport, format, plain)).not.toMatch(hostile);
});

test('pretty has a line for each requirement, the quote, what was seen, and the script at the margin', () => {
  const text = renderReport(testReport, 'pretty', plain);
  expect(text).toContain('left out: rules of nftables: nft is not installed\n');
  expect(text).toMatch(/^ {2}FAIL {2}DEL-01 {3}title of DEL-01\n +spec +"says <DEL-01>"$/m);
  expect(text).toContain('\\x1b[2J]]> & "x"\n');
  expect(text).toMatch(/^ {2}PASS {2}DEL-04/m);
  expect(text).toMatch(/^ {2}SKIP {2}GC-01 .*\(does not support 1\.1\.0 # yet\)$/m);
  expect(text.match(/^sh <<'X'\nexit 1\nX$/gm)).toHaveLength(2);
  expect(text).toContain('bridge: 1 FAIL, 1 WARN, 1 INFO, 1 PASS, 1 SKIP\n');
  expect(text).toContain('other: no profile');
});

test('pretty counts findings beyond the third of a requirement', () => {
  const [first] = testSubject.answers;
  if (!first) throw new Error('no answer');
  const many = {
    ...first,
    findings: Array.from({ length: 5 }, () => first.findings[0]).filter((one) => one !== undefined),
  };
  const report = { ...testReport, subjects: [{ ...testSubject, answers: [many] }] };
  expect(renderReport(report, 'pretty', plain)).toContain('and 2 more');
});

test('tap numbers its points, fails for a MUST, and leaves no unescaped # in a description', () => {
  const lines = renderReport(testReport, 'tap', plain).split('\n');
  expect(lines.slice(0, 2)).toEqual(['TAP version 14', '1..6']);
  const points = lines.filter((line) => /^(not )?ok /.test(line));
  expect(points).toEqual([
    'not ok 1 - bridge DEL-01 title of DEL-01',
    'not ok 2 - bridge DEL-02 title of DEL-02 # TODO a SHOULD, not a MUST',
    'ok 3 - bridge DEL-03 title of DEL-03',
    'ok 4 - bridge DEL-04 title of DEL-04',
    'ok 5 - bridge GC-01 title of GC-01 # SKIP does not support 1.1.0 \\# yet',
    'ok 6 - other # SKIP no profile',
  ]);
  for (const line of lines) expect(line).toMatch(/^(TAP|1\.\.|#|ok|not ok| {2}|$)/);
});

test('tap and junit do not pass for a plugin that cannot be judged', () => {
  const report = { ...testReport, subjects: [{ ...testSubject, answers: [], unjudgeable: 'no "vrf" here' }] };
  expect(renderReport(report, 'tap', plain)).toContain('not ok 1 - bridge can be judged');
  expect(renderReport(report, 'junit', plain)).toContain('<error message="no &quot;vrf&quot; here"/>');
  expect(renderReport(report, 'markdown', plain)).toContain('Cannot be judged: no "vrf" here');
  expect(renderReport(report, 'pretty', plain)).toContain('cannot be judged: no "vrf" here');
});

test('junit is well-formed, counts and escapes', () => {
  const text = renderReport(testReport, 'junit', plain);
  expect(text).toContain('<testsuite name="bridge" tests="5" failures="1" errors="0" skipped="1">');
  expect(text).toContain(']]&gt; &amp; &quot;x&quot;');
  expect(text).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
  const open: string[] = [];
  for (const [, close, name = '', , selfClosing] of text.matchAll(
    /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
  )) {
    if (close) expect(open.pop()).toBe(name);
    else if (!selfClosing) open.push(name);
  }
  expect(open).toEqual([]);
});

test('json says everything, with the script as it is', () => {
  const report = JSON.parse(renderReport(testReport, 'json', plain));
  expect(report).toMatchObject({
    format: 1,
    tool: { name: 'cni-conformance', version: '1.2.3' },
    spec: 'main',
    folders: ['/opt/cni/bin'],
    environment: { kernel: '6.1', rootless: false },
    notJudged: [{ type: 'other', why: 'no profile' }],
  });
  const [subject] = report.subjects;
  expect(subject).toMatchObject({
    type: 'bridge',
    summary: { FAIL: 1, WARN: 1, INFO: 1, PASS: 1, SKIP: 1 },
    broken: [],
  });
  expect(subject.requirements[0].findings[0]).toMatchObject({
    case: 'del/again',
    level: 'must',
    reproduce: "sh <<'X'\nexit 1\nX",
  });
});

test('markdown keeps a row in a row and says nothing of the machine', () => {
  const text = renderReport(testReport, 'markdown', plain);
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  expect(rows).toHaveLength(7);
  for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
  expect(text).toContain('| DEL-01 | MUST | title of DEL-01 | **FAIL** |');
  expect(text).not.toContain('6.1');
  expect(text).toContain('seen \\\\x1b\\[2J');
});

test('the exit status is 1 for a broken MUST alone, 2 for what could not be judged', () => {
  const without = testSubject.answers.slice(1);
  const fine = { ...testSubject, answers: without };
  expect(exitStatus(testReport)).toBe(1);
  expect(exitStatus({ ...testReport, subjects: [fine] })).toBe(0);
  expect(exitStatus({ ...testReport, subjects: [{ ...fine, broken: [{ case: 'a', why: 'b' }] }] })).toBe(2);
  expect(exitStatus({ ...testReport, subjects: [{ ...fine, unjudgeable: 'no' }] })).toBe(2);
  expect(exitStatus({ ...testReport, subjects: [fine, { ...fine, unjudgeable: 'no' }] })).toBe(0);
  expect(exitStatus({ ...testReport, subjects: [] })).toBe(2);
});
