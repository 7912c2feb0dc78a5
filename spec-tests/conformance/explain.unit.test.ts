import type { Case } from './case.ts';
import { explain } from './explain.ts';
import { listJson, listText } from './list.ts';
import { testRequirement } from './report/testReport.ts';

const requirements = [
  testRequirement('DEL-01', 'must', { settled: 'read so' }),
  testRequirement('EXEC-14', 'should', { section: '2. Errors' }),
  testRequirement('RTC-01', 'must', { side: 'runtime', unjudged: 'nobody sees it' }),
];
const cases: Case[] = [
  {
    name: 'del/gc',
    title: 'GC does it',
    judges: ['DEL-01'],
    since: '1.1.0',
    kinds: ['ipam'],
    slow: true,
    run: async () => {},
  },
];

test('explain() shows quote, level, section, how it is read, and what each case does', () => {
  const text = explain('del-01', requirements, cases);
  for (const part of [
    'DEL-01: title',
    'MUST: ',
    '2. DEL',
    '"says <DEL-01>"',
    'read so',
    'del/gc',
    'GC does it (kinds ipam;',
  ])
    expect(text).toContain(part);
  expect(text).toContain('from version 1.1.0 on; takes seconds)');
});

test('explain() says what is judged at every call, what nobody judges, and what there is not', () => {
  expect(explain('EXEC-14', requirements, cases)).toContain('Judged at every call');
  expect(explain('RTC-01', requirements, cases)).toContain('nobody sees it');
  expect(() => explain('NO-1', requirements, cases)).toThrow(
    'Cannot explain "NO-1": no such requirement; see --list',
  );
});

test('a list has a line for each requirement, with its number of cases', () => {
  const text = listText(requirements, cases);
  expect(text).toMatch(/^ {2}DEL-01 +MUST +1 case +title of DEL-01$/m);
  expect(text).toMatch(/^2\. Errors\n {2}EXEC-14 +SHOULD +every call/m);
  expect(text).toMatch(/RTC-01 +MUST +no case/);
  expect(JSON.parse(listJson(requirements, cases))[0]).toMatchObject({ id: 'DEL-01', cases: ['del/gc'] });
});
