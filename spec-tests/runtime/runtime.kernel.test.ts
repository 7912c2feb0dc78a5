import { fileURLToPath } from 'node:url';
import { needs } from '../../lib/testing/needs.ts';
import { loadAdapter } from './loadAdapter.ts';
import { judgeRuntime, type RuntimeVerdicts } from './main.ts';

/** What our own tool does wrong: nothing may be in here for long. */
const defects: string[] = [];

/** What is told of our own tool and held against nobody, and why it stays. */
const told: Record<string, string> = {
  'CFG-04 a network named "xxxxxxxxxxxxxxxxxxxx" works': 'a file system has no name of 300 characters',
  'PCF-08 every digit': 'numbers are doubles here, as RFC 8259 lets them be',
  'LIFE-05 third, second and first are called':
    'DEL goes by the file as long as there is one, as the reference does',
  'LIFE-02 one ADD after the other':
    'turns are taken within one process; whoever calls the tool orders its calls',
  'GC-10 one after the other': 'turns are taken within one process; whoever calls the tool orders its calls',
};

let verdicts: RuntimeVerdicts;
const adapter = loadAdapter(fileURLToPath(new URL('adapters/cnitool.json', import.meta.url)));

beforeAll(async () => {
  needs('unshare', 'nsenter', 'mount', 'ip', fileURLToPath(new URL('../../bin/cnitool', import.meta.url)));
  verdicts = await judgeRuntime(adapter, { jobs: 2 });
}, 180_000);

/** "LIFE-05 what was expected", for every finding of these verdicts. */
function findings(...wanted: string[]): string[] {
  const found = verdicts.answers.filter(({ verdict }) => wanted.includes(verdict));
  return found.flatMap(({ requirement, findings: all }) =>
    all.map(({ expected }) => `${requirement.id} ${expected}`),
  );
}

test('our cnitool does all that runtimes must and should do, but for known defects', () => {
  expect(findings('FAIL', 'WARN')).toEqual(defects);
});

test('what is told of our cnitool beyond that is known', () => {
  expect(findings('INFO').sort()).toEqual(Object.keys(told).sort());
});

test('every case comes to its end, or says why it does not apply', () => {
  expect(verdicts.runs.filter(({ broken }) => broken)).toEqual([]);
  const unjudged = verdicts.runs.filter((run) => run.unjudged ?? run.skipped);
  expect(unjudged.map((run) => [run.name, run.unjudged ?? run.skipped])).toEqual([
    ['versions/of-plugins', 'the runtime does not ask plugins for their versions'],
  ]);
});

test('a finding comes with a script that repeats it', () => {
  const [first] = verdicts.answers.flatMap(({ findings: all }) => all);
  expect(first?.reproduce).toContain('cnitool add');
  expect(first?.reproduce).toMatch(/cat \/run\/spies\.log\nBY_HAND$/);
});
