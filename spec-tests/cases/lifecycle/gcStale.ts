import { difference } from '../../../lib/testing/difference.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import { single } from '../../conformance/single.ts';
import { pair } from './attachmentFacts.ts';
import { demandTraces, hostOf, judgeCollected, judgeKept, made } from './stale.ts';

/** GC by its effect: what is stale is gone, what is valid is untouched. */
export const gcStale: Case[] = [
  {
    name: 'gc/stale',
    title:
      'GC removes what is stale, with or without its namespace, keeps what is valid, and can be repeated',
    judges: ['GC-01', 'GC-02', 'GC-03', 'GC-04', 'GC-05', 'GC-07', 'GC-12'],
    kinds: ['interface', 'chained', 'ipam'],
    since: '1.1.0',
    unless: single,
    async run(trial) {
      const [alive, dead] = [await trial.another(), await trial.another()];
      const valid = await made(trial);
      const stale = await made(trial, { container: alive });
      const orphan = await made(trial, { container: dead });
      await trial.remove(dead);
      const list = { valid: [pair(trial.container, trial.ifName)] };
      const gc = await trial.call('GC', list);
      trial.judge('GC-01', gc.exitCode === 0, 'exit status 0 without variables of a container', gc);
      trial.judge('GC-05', gc.exitCode === 0, 'exit status 0', gc);
      trial.observe('GC-07', gc.stdout.trim() === '', 'nothing on standard output', gc);
      const after = await hostOf(trial);
      await judgeKept(trial, valid, after);
      demandTraces(stale);
      judgeCollected(trial, stale, after, [valid]);
      trial.judge('GC-04', gc.exitCode === 0, 'exit status 0 although a namespace is gone', gc);
      judgeCollected(trial, orphan, after, [valid, stale]);
      const again = await trial.call('GC', list);
      trial.judge('GC-12', again.exitCode === 0, 'exit status 0 when there is nothing more to do', again);
      const changed = difference(after, await hostOf(trial));
      trial.observe('GC-12', changed.length === 0, 'nothing changed by GC when nothing is stale', changed);
    },
  },
  {
    name: 'gc/pairs',
    title: 'GC tells attachments apart by container ID and interface name together',
    judges: ['GC-02', 'GC-03'],
    kinds: ['interface', 'ipam'],
    since: '1.1.0',
    unless: single,
    async run(trial) {
      const second = await trial.another();
      const [first, ifName] = [trial.container, 'eth1'];
      const sameName = await made(trial, { container: second });
      const sameContainer = await made(trial, { ifName });
      const stale = await made(trial);
      const gc = await trial.call('GC', { valid: [pair(second, trial.ifName), pair(first, ifName)] });
      trial.judge('GC-03', gc.exitCode === 0, 'exit status 0', gc);
      const after = await hostOf(trial);
      await judgeKept(trial, sameName, after);
      await judgeKept(trial, sameContainer, after);
      demandTraces(stale);
      judgeCollected(trial, stale, after, [sameName, sameContainer]);
    },
  },
  {
    name: 'gc/network',
    title: 'GC with an empty list removes everything of its network, and nothing of another',
    judges: ['GC-02', 'GC-03', 'GC-08'],
    kinds: ['interface', 'chained', 'ipam'],
    since: '1.1.0',
    unless: single,
    async run(trial) {
      const container = await trial.another();
      const foreign = await made(trial, { container, network: 'conformance-other' });
      const before = await trial.call('CHECK', foreign.change);
      if (before.exitCode !== 0) throw new CannotJudge('CHECK fails before GC in the other network');
      await trial.add();
      await trial.call('DEL'); // what the attachments of a network share may stay, and is there from now on
      const stale = await made(trial);
      const gc = await trial.call('GC', { valid: [] });
      trial.judge('GC-08', gc.exitCode === 0, 'exit status 0 with an empty list', gc);
      const after = await hostOf(trial);
      await judgeKept(trial, foreign, after);
      demandTraces(stale);
      judgeCollected(trial, stale, after, [foreign]);
    },
  },
  {
    name: 'gc/address-free-again',
    title: 'GC makes room: an address that was stale can be given out again',
    judges: ['GC-02'],
    kinds: ['interface', 'ipam'],
    since: '1.1.0',
    unless: (subject) =>
      subject.profile.scarce
        ? single(subject)
        : 'the profile has no "scarce": a configuration that has room for one',
    async run(trial) {
      const conf = trial.subject.profile.scarce ?? {};
      const next = await trial.another();
      await trial.add({ conf });
      const full = await trial.call('ADD', { conf, container: next });
      if (full.exitCode === 0) throw new CannotJudge('"scarce" of the profile has room for a second one');
      await trial.call('DEL', { conf, container: next });
      await trial.call('GC', { conf, valid: [] });
      const add = await trial.call('ADD', { conf, container: next });
      trial.judge('GC-02', add.exitCode === 0, 'ADD gets what GC has given back', add);
    },
  },
];
