import { existsSync } from 'node:fs';
import { callPlugin, pluginsUnderTest, referencePlugins } from '../../../lib/testing/callPlugin.ts';
import { needs } from '../../../lib/testing/needs.ts';
import { thisMachine } from '../../../lib/testing/place.ts';
import type { Profile } from '../../conformance/profile.ts';
import { requirements } from '../../conformance/requirement.ts';
import { type CaseRun, runCases } from '../../conformance/runCases.ts';
import { subjectOf } from '../../conformance/subject.ts';
import { type Answer, answers } from '../../conformance/verdicts.ts';
import bridge from '../../profiles/bridge.json' with { type: 'json' };
import { protocol } from './index.ts';

/** Milliseconds: some forty cases on a machine that has other things to do. */
const bound = 300_000;

beforeAll(() => needs('ip', 'unshare', 'nsenter', `${pluginsUnderTest}/bridge`));

/** All protocol cases on the bridge of a folder. */
async function judged(folder: string): Promise<{ runs: CaseRun[]; found: Answer[] }> {
  const call = { host: thisMachine(), type: 'bridge', command: 'VERSION', cniPath: folder };
  const { json } = await callPlugin({ ...call, conf: { cniVersion: '1.0.0' } });
  const subject = subjectOf(bridge as Profile, [folder], json?.supportedVersions ?? [], 'main');
  const runs = await runCases(subject, protocol, { jobs: 2 });
  return { runs, found: answers(requirements, runs) };
}

/** "ENV-07 FAIL" with what was seen, for each requirement of such a verdict. */
function told(found: Answer[], ...verdicts: string[]): Record<string, string[]> {
  const held = found.filter(({ verdict }) => verdicts.includes(verdict));
  return Object.fromEntries(
    held.map(({ requirement: { id }, verdict, findings }) => [
      `${id} ${verdict}`,
      findings.map((one) => `${one.case}: ${one.expected}: ${one.seen.slice(0, 300)}`),
    ]),
  );
}

function expectAllRun(runs: CaseRun[], unjudged: string[]): void {
  expect(runs.flatMap(({ name, broken }) => (broken ? [`${name}: ${broken}`] : []))).toEqual([]);
  expect(runs.filter((run) => run.unjudged).map(({ name }) => name)).toEqual(unjudged);
}

/** Sentences that our bridge does not keep yet, each with what it does. */
const ours = {
  // The runtime it is compiled with ends before any of our code in a folder that is gone, with text on standard error.
  'EXEC-04 WARN': expect.anything(),
};

test(
  'our bridge keeps every sentence on the protocol but the ones that are known',
  async () => {
    const { runs, found } = await judged(pluginsUnderTest);
    expectAllRun(runs, []);
    expect(told(found, 'FAIL', 'WARN')).toEqual(ours);
  },
  bound,
);

/** What the reference bridge 1.1.1 does, each checked by hand against the text. */
const reference = {
  // An invalid container ID or interface name is not refused with the name of the variable.
  'ENV-07 FAIL': expect.anything(),
  // Without CNI_PATH nothing works, though the text calls it optional for ADD and DEL.
  'ENV-08 FAIL': expect.anything(),
  // "eth%d" is a pattern for the kernel: ADD fails, having made eth0, which no DEL removes.
  'ADD-11 WARN': expect.anything(),
  // VERSION always answers with the version of its library.
  'VER-02 FAIL': expect.anything(),
};

test(
  'the reference bridge is found to do what it is known to do, and nothing else',
  async () => {
    if (!existsSync(`${referencePlugins}/bridge`))
      throw new Error('Cannot judge the reference: no /usr/lib/cni');
    const { runs, found } = await judged(referencePlugins);
    expectAllRun(runs, []);
    expect(told(found, 'FAIL', 'WARN')).toEqual(reference);
    const info = Object.keys(told(found, 'INFO'));
    expect(info).toEqual(
      expect.arrayContaining(['ERR-01 INFO', 'ERR-03 INFO', 'ENV-03 INFO', 'ENV-05 INFO']),
    );
  },
  bound,
);
