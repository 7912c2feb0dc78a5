import { type Call, told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { isErrorObject } from '../../conformance/errorObject.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Trial } from '../../conformance/trial.ts';
import { refused } from './notices.ts';

/** STATUS that has to say no. */
export const statusRefused: Case[] = [
  {
    name: 'status/exhausted',
    title: 'STATUS fails when there is room for no attachment more, and succeeds when there is again',
    judges: ['ST-01', 'ST-02', 'ST-03', 'ST-05'],
    since: '1.1.0',
    unless: ({ profile }) =>
      profile.scarce ? undefined : 'the profile has no "scarce": a configuration that has room for one',
    async run(trial) {
      const conf = trial.subject.profile.scarce ?? {};
      const next = { conf, container: await trial.another() };
      const empty = await trial.call('STATUS', { conf });
      trial.judge('ST-01', empty.exitCode === 0, 'exit status 0 while there is room', empty);
      await trial.add({ conf });
      const full = await trial.call('STATUS', { conf });
      const add = await trial.call('ADD', next);
      if (add.exitCode === 0) throw new CannotJudge('"scarce" of the profile has room for a second one');
      judgeRefusal(trial, full, 'there is room for no attachment more');
      await trial.call('DEL', next);
      const del = await trial.call('DEL', { conf });
      trial.judge('ST-05', del.exitCode === 0, 'DEL succeeds while STATUS does not', del);
      const again = await trial.call('STATUS', { conf });
      trial.judge('ST-01', again.exitCode === 0, 'exit status 0 when there is room again', again);
    },
  },
  {
    name: 'status/incapable',
    title: 'STATUS fails when what the plugin relies on is missing, and the other commands end cleanly',
    judges: ['ST-02', 'ST-03', 'ST-05'],
    since: '1.1.0',
    unless: ({ profile }) =>
      profile.incapable ? undefined : 'the profile has no "incapable": what makes ADD impossible on a host',
    async run(trial) {
      const ready = await trial.call('STATUS');
      if (ready.exitCode !== 0) throw new CannotJudge(`STATUS fails from the beginning: ${told(ready)}`);
      await trial.sh(trial.host, (trial.subject.profile.incapable ?? []).join('\n'));
      const call = await trial.call('STATUS');
      const add = await trial.call('ADD');
      if (add.exitCode === 0) throw new CannotJudge('ADD works in spite of "incapable" of the profile');
      judgeRefusal(trial, call, 'what it relies on is missing');
      trial.judge('ST-05', isErrorObject(add.json), 'ADD fails with an error object', add);
      const del = await trial.call('DEL');
      const clean = del.exitCode === 0 || isErrorObject(del.json);
      trial.judge('ST-05', clean, 'DEL succeeds or fails with an error object', del);
      trial.observe('ST-05', del.exitCode === 0, 'DEL succeeds', del);
    },
  },
];

/**
 * The text has "must" for what a plugin knows, but says of services and resources that it "should" return an error: so that
 * it has to look is a "should", and how it says it a "must".
 */
function judgeRefusal(trial: Trial, call: Call, why: string): void {
  trial.judge('ST-02', refused(call), `an error, since ${why}`, call, 'should');
  if (!refused(call)) return;
  trial.judge('ST-02', isErrorObject(call.json), 'an error object on standard output', call);
  const { code = 0 } = call.json ?? {};
  trial.observe('ST-03', code === 50 || code === 51, 'code 50 or 51', call);
}
