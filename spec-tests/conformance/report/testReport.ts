import type { Judgement, Verdict } from '../judgement.ts';
import type { Level, Requirement } from '../requirement.ts';
import type { CaseRun } from '../runCases.ts';
import type { Answer } from '../verdicts.ts';
import type { Report, SubjectReport } from './report.ts';

/** A requirement for tests. */
export function testRequirement(
  id: string,
  level: Level = 'must',
  more: Partial<Requirement> = {},
): Requirement {
  return {
    id,
    level,
    side: 'plugin',
    section: '2. DEL',
    quote: `says <${id}>`,
    title: `title of ${id}`,
    ...more,
  };
}

/** A judgement against a plugin. */
export function testFinding(id: string, more: Partial<Judgement> = {}): Judgement {
  return {
    requirement: id,
    ok: false,
    case: 'del/again',
    expected: 'exit 0',
    seen: 'exit 1',
    reproduce: "sh <<'X'\nexit 1\nX",
    ...more,
  };
}

/** A run of a case that found nothing. */
export const testRun = (more: Partial<CaseRun>): CaseRun => ({
  name: 'del/again',
  judges: ['DEL-01'],
  judgements: [],
  ms: 1,
  ...more,
});

function testAnswer(id: string, verdict: Verdict, more: Partial<Answer> = {}): Answer {
  const level = { FAIL: 'must', WARN: 'should', INFO: 'may', PASS: 'must', SKIP: 'must' } as const;
  const found = verdict === 'PASS' || verdict === 'SKIP' ? [] : [testFinding(id)];
  return { requirement: testRequirement(id, level[verdict]), verdict, findings: found, judged: 1, ...more };
}

/** One of each verdict. The finding of DEL-01 is as hostile as a plugin can make it. */
export const testSubject: SubjectReport = {
  type: 'bridge',
  kind: 'interface',
  versions: ['0.4.0', '1.0.0'],
  answers: [
    testAnswer('DEL-01', 'FAIL', {
      findings: [testFinding('DEL-01', { seen: '\x1b[2J]]> & "x"\n# SKIP | a\0\ud800' })],
    }),
    testAnswer('DEL-02', 'WARN'),
    testAnswer('DEL-03', 'INFO'),
    testAnswer('DEL-04', 'PASS'),
    testAnswer('GC-01', 'SKIP', { judged: 0, reason: 'does not support 1.1.0 # yet' }),
  ],
  broken: [],
};

/** A report of that plugin, and of one that nobody knows. */
export const testReport: Report = {
  version: '1.2.3',
  spec: 'main',
  environment: { kernel: '6.1', rootless: false, leftOut: ['rules of nftables: nft is not installed'] },
  folders: ['/opt/cni/bin'],
  subjects: [testSubject],
  notJudged: [{ type: 'other', why: 'no profile' }],
};
