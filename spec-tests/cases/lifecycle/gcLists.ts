import { difference } from '../../../lib/testing/difference.ts';
import { attachmentsKey } from '../../conformance/callText.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { pair } from './attachmentFacts.ts';
import { refused } from './notices.ts';
import { hostOf, judgeKept, made } from './stale.ts';

/** Lists that are none, and what a plugin should not take them for. */
const wrong: [what: string, list: (trial: Trial) => unknown][] = [
  ['a text', () => 'c1/eth0'],
  ['a number', () => 0],
  ['an object', (trial) => pair(trial.container, trial.ifName)],
  ['an array of texts', () => ['c1']],
  ['an entry without "containerID"', (trial) => [{ ifname: trial.ifName }]],
  ['an entry with a number as "ifname"', (trial) => [{ ...pair(trial.container, trial.ifName), ifname: 0 }]],
];

/** GC by what the runtime says, or fails to say. */
export const gcLists: Case[] = [
  {
    name: 'gc/unknown-entries',
    title: 'GC ignores attachments that it does not know',
    judges: ['GC-13', 'GC-03'],
    since: '1.1.0',
    async run(trial) {
      const kept = await made(trial);
      const own = pair(trial.container, trial.ifName);
      const valid = [{ containerID: 'never-added', ifname: 'net7' }, own, { ...own, ifname: 'net8' }];
      const gc = await trial.call('GC', { valid });
      trial.judge('GC-13', gc.exitCode === 0, 'exit status 0 with entries that it does not know', gc);
      await judgeKept(trial, kept, await hostOf(trial));
      const noted = { ...own, 'example.org/note': 1 };
      const odd = await trial.call('GC', { valid: [noted] });
      trial.observe('GC-13', odd.exitCode === 0, 'exit status 0 with an unknown key in an entry', odd);
    },
  },
  {
    name: 'gc/never-used',
    title: 'GC of a network that was never used succeeds and makes nothing',
    judges: ['GC-12'],
    since: '1.1.0',
    async run(trial) {
      for (const valid of [[], [{ containerID: 'never-added', ifname: 'eth0' }]]) {
        const before = await trial.snapshot();
        const gc = await trial.call('GC', { valid });
        trial.judge('GC-12', gc.exitCode === 0, 'exit status 0 in a network that was never used', gc);
        const changed = difference(before, await trial.snapshot());
        trial.observe('GC-12', changed.length === 0, 'no state made', changed);
      }
    },
  },
  {
    name: 'gc/no-list',
    title: 'GC without a list removes nothing',
    judges: ['GC-08'],
    since: '1.1.0',
    async run(trial) {
      await trial.add();
      const before = await trial.snapshot();
      for (const conf of [{}, { [attachmentsKey(trial)]: null }]) {
        const what = Object.keys(conf).length > 0 ? 'null as the list' : 'no list';
        const gc = await trial.call('GC', { conf });
        const changed = difference(before, await trial.snapshot());
        trial.observe('GC-08', changed.length === 0, `nothing removed for ${what}`, changed);
        trial.observe('GC-08', refused(gc), `an error for ${what}`, gc);
      }
    },
  },
  {
    name: 'gc/wrong-list',
    title: 'GC refuses a list of the wrong type, and removes nothing',
    judges: ['GC-01'],
    since: '1.1.0',
    async run(trial) {
      await trial.add();
      const before = await trial.snapshot();
      for (const [what, list] of wrong) {
        const gc = await trial.call('GC', { conf: { [attachmentsKey(trial)]: list(trial) } });
        trial.observe('GC-01', refused(gc), `an error for ${what}`, gc);
      }
      const changed = difference(before, await trial.snapshot());
      trial.observe('GC-01', changed.length === 0, 'nothing removed for lists of the wrong type', changed);
    },
  },
];
