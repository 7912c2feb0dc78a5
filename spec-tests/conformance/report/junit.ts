import type { Answer } from '../verdicts.ts';
import { plainText } from './plainText.ts';
import { type Report, type SubjectReport, summary } from './report.ts';

/**
 * A report as JUnit's XML, as build servers read it: a suite per plugin, a test case per requirement. WARN and INFO pass and
 * say in system-out what was found. A plugin that could not be judged, and a case that came to no end, is an error.
 */
export function junitReport({ subjects }: Report): string {
  const suites = subjects.map(suite).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cni-conformance">\n${suites}\n</testsuites>\n`;
}

function suite({ type, answers, broken, unjudgeable }: SubjectReport): string {
  const defects = unjudgeable === undefined ? broken : [{ case: 'can be judged', why: unjudgeable }];
  const { FAIL, SKIP } = summary(answers);
  const counts = {
    tests: answers.length + defects.length,
    failures: FAIL,
    errors: defects.length,
    skipped: SKIP,
  };
  const rows = [
    ...answers.map((one) => testCase(type, one)),
    ...defects.map((one) =>
      element('testcase', { classname: type, name: one.case }, element('error', { message: one.why })),
    ),
  ];
  return element('testsuite', { name: type, ...counts }, `\n${rows.join('\n')}\n`);
}

function testCase(type: string, answer: Answer): string {
  const { id, title, section } = answer.requirement;
  return element('testcase', { classname: `${type}.${section}`, name: `${id} ${title}` }, outcome(answer));
}

function outcome({ requirement, verdict, reason = '', findings }: Answer): string {
  if (verdict === 'PASS') return '';
  if (verdict === 'SKIP') return element('skipped', { message: reason });
  const told = findings.map(({ case: name, expected, seen, reproduce }) => {
    return `case ${name}\nexpected ${expected}\nseen ${seen}\nby hand, as root:\n${reproduce}\n`;
  });
  const text = escaped(`"${requirement.quote}"\n\n${told.join('\n')}`);
  if (verdict !== 'FAIL') return element('system-out', {}, escaped(`${verdict}: `) + text);
  return element('failure', { type: 'MUST', message: findings[0]?.seen ?? '' }, text);
}

/** `content` is XML. */
function element(name: string, attributes: Record<string, string | number>, content = ''): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return content === '' ? `<${name}${words.join('')}/>` : `<${name}${words.join('')}>${content}</${name}>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return plainText(text).replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}
