import type { SpyAnswer } from '../../../lib/testing/spyPlugins.ts';
import type { Case } from '../../conformance/case.ts';
import type { Subject } from '../../conformance/subject.ts';
import { refused } from './notices.ts';
import { delegatesNothing, spyAddress, spyOnIpam, spyResult } from './spied.ts';

/** Answers to ADD that no plugin can make an attachment of. */
interface Row {
  what: string;
  requirement: string;
  /** True where the text leaves open what it is. */
  open?: true;
  answer(good: Record<string, unknown>): SpyAnswer;
}

const useless: Row[] = [
  { what: 'a text that is no JSON', requirement: 'DLG-04', answer: () => ({ stdout: 'all is well' }) },
  { what: 'nothing at all', requirement: 'DLG-04', answer: () => ({ stdout: '' }) },
  { what: 'a list', requirement: 'DLG-04', answer: () => ({ stdout: '[]' }) },
  {
    what: 'half a result',
    requirement: 'DLG-04',
    answer: (good) => ({ stdout: JSON.stringify(good).slice(0, -9) }),
  },
  {
    what: 'a result and exit status 1',
    requirement: 'DLG-04',
    answer: (good) => ({ stdout: good, exit: 1 }),
  },
  {
    what: 'an error object and exit status 0',
    requirement: 'DLG-04',
    answer: () => ({ stdout: { code: 142, msg: 'the ledger is locked' } }),
  },
  {
    what: 'an address that is none',
    requirement: 'DLG-04',
    answer: (good) => ({ stdout: JSON.stringify(good).replaceAll(spyAddress(), '10.77.0.999/24') }),
  },
  {
    what: 'two documents',
    requirement: 'DLG-04',
    open: true,
    answer: (good) => ({ stdout: `${JSON.stringify(good)}\n{}` }),
  },
  {
    what: 'no addresses',
    requirement: 'DLG-14',
    answer: ({ cniVersion }) => ({ stdout: { cniVersion } }),
  },
  {
    what: 'a version that there is not',
    requirement: 'DLG-15',
    open: true,
    answer: (good) => ({ stdout: { ...good, cniVersion: '9.9.9' } }),
  },
];

/** What the plugin makes of the results of a delegated plugin. */
export const delegationResults: Case[] = [
  {
    name: 'delegation/useless-result',
    title: 'ADD fails when the delegated plugin gives nothing to make an attachment of',
    judges: ['DLG-04', 'DLG-14', 'DLG-15'],
    kinds: ['interface'],
    unless: delegatesNothing,
    async run(trial) {
      const good = spyResult(trial.subject.version) as Record<string, unknown>;
      for (const { what, requirement, open, answer } of useless) {
        spyOnIpam(trial, { ADD: answer(good) });
        const add = await trial.call('ADD');
        trial[open ? 'observe' : 'judge'](requirement, refused(add), `an error for ${what}`, add);
        await trial.call('DEL', { prevResult: undefined });
      }
    },
  },
  {
    name: 'delegation/older-result',
    title: 'ADD understands what a delegated plugin gives in an older version, or without saying which',
    judges: ['DLG-15'],
    kinds: ['interface'],
    unless: delegatesNothing,
    async run(trial) {
      const { version } = trial.subject;
      const { cniVersion: _, ...unversioned } = spyResult(version) as Record<string, unknown>;
      const answers = new Map([...olderResults(trial.subject), ['no version', unversioned]]);
      for (const [what, stdout] of answers) {
        spyOnIpam(trial, { ADD: { stdout } });
        const add = await trial.call('ADD');
        const found = JSON.stringify(add.json ?? {}).includes(`"${spyAddress()}"`);
        trial.judge('DLG-15', add.exitCode === 0 && found, `the address of a result of ${what}`, add);
        const { cniVersion = version } = add.json ?? {};
        trial.judge('DLG-15', refused(add) || cniVersion === version, `a result of ${version}`, add);
        await trial.call('DEL', { prevResult: undefined });
      }
    },
  },
];

function olderResults({ versions }: Subject): [string, object][] {
  return versions.map((version) => [version, spyResult(version)]);
}
