import type { Snapshot } from '../../../lib/testing/snapshot.ts';
import type { CallChange } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { single } from '../../conformance/single.ts';
import type { Trial } from '../../conformance/trial.ts';

interface Round {
  trial: Trial;
  /** The state before ADD. */
  before: Snapshot;
}

/** What a runtime may know, or believe to know, of an attachment when it comes to DEL. */
const previous: [name: string, value: unknown][] = [
  ['no prevResult', undefined],
  ['an empty prevResult', {}],
  ['a prevResult that is null', null],
];

/** A result of links and addresses that have never been. */
function stale(version: string): object {
  const interfaces = [
    { name: 'gone0' },
    { name: 'gone1', mac: '02:00:00:00:0f:01', sandbox: '/run/netns/gone' },
  ];
  return { cniVersion: version, interfaces, ips: [{ address: '203.0.113.9/24', interface: 1 }] };
}

const malformed: [name: string, change: CallChange][] = [
  ['a configuration that is no JSON', { stdin: '{' }],
  ['a configuration without a name', { conf: { name: undefined } }],
  ['no container ID', { containerId: undefined }],
];

export const delRequests: Case[] = [
  {
    name: 'del/prev-result',
    title: 'DEL succeeds whatever prevResult is: absent, empty, null, stale, or of another attachment',
    judges: ['DEL-05', 'DEL-06'],
    async run(trial) {
      const round = { trial, before: await trial.snapshot() };
      for (const [name, prevResult] of previous) await delWith(round, 'DEL-05', name, prevResult);
      if (!trial.subject.supports('1.0.0')) return;
      await delWith(round, 'DEL-06', 'a prevResult of links that do not exist', stale(trial.subject.version));
      if (single(trial.subject)) return;
      const { result } = await trial.add({ container: await trial.another() });
      const beside = { trial, before: await trial.snapshot() };
      await delWith(beside, 'DEL-06', 'the prevResult of another attachment', result);
    },
  },
  {
    name: 'del/malformed',
    title: 'DEL does not swallow a request that it cannot understand',
    judges: ['DEL-11', 'DEL-12'],
    async run(trial) {
      await trial.add();
      for (const [name, change] of malformed) {
        const del = await trial.call('DEL', change);
        trial.observe('DEL-11', del.exitCode !== 0, `an error for ${name}`, del);
      }
      const before = await trial.snapshot();
      const del = await trial.call('DEL', { version: '99.0.0' });
      trial.observe(
        'DEL-12',
        del.json?.code === 1,
        'an error of code 1 for a version that nobody knows',
        del,
      );
      const touched = await trial.since(before);
      trial.observe(
        'DEL-12',
        del.exitCode === 0 || touched.length === 0,
        'an error that changes nothing',
        touched,
      );
    },
  },
];

/** ADD, then DEL with that prevResult, which is judged; then DEL as it should be, so that the next can begin. */
async function delWith(
  { trial, before }: Round,
  requirement: string,
  name: string,
  prevResult: unknown,
): Promise<void> {
  const { result } = await trial.add();
  const del = await trial.call('DEL', { prevResult });
  trial.judge(requirement, del.exitCode === 0, `exit status 0 for DEL with ${name}`, del);
  const left = await trial.since(before);
  trial.observe(requirement, left.length === 0, `nothing left after DEL with ${name}`, left);
  await trial.call('DEL', { prevResult: result });
}
