import type { Call, CallChange } from '../../conformance/call.ts';
import { told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Trial } from '../../conformance/trial.ts';
import { pair } from './attachmentFacts.ts';
import { refused } from './notices.ts';
import {
  commandsBefore,
  delegatedBy,
  delegatedCommands,
  delegatesNothing,
  spyFailure,
  spyMessage,
  spyOnIpam,
  spyResult,
} from './spied.ts';

/** What becomes of the errors of a delegated plugin. */
export const delegationErrors: Case[] = [
  {
    name: 'delegation/add-fails',
    title: 'ADD fails with the delegated plugin, which is called with DEL before',
    judges: ['DLG-02', 'DLG-04', 'DLG-05', 'DLG-08', 'DLG-16'],
    unless: delegatesNothing,
    async run(trial) {
      for (const code of [142, 11, 50]) {
        const stdout = { code, msg: spyMessage };
        const spies = spyOnIpam(trial, { ADD: { ...spyFailure, stdout } });
        spies.forget();
        const add = await trial.call('ADD', { env: { FOREIGN_VARIABLE: 'kept' } });
        trial.judge('DLG-04', refused(add), 'an error, since the delegated plugin has failed', add);
        const log = spies.calls().map(({ command }) => command);
        if (!log.includes('ADD'))
          throw new CannotJudge(`ADD does not get to the delegated plugin: ${told(add)}`);
        trial.judge('DLG-08', isRolledBack(log), 'DEL of the delegated plugin after its ADD has failed', log);
        const del = spies.calls().find(({ command }) => command === 'DEL');
        if (del)
          trial.judge('DLG-02', del.env.FOREIGN_VARIABLE === 'kept', 'the same environment for that DEL', '');
        judgePassedOn(trial, add, code);
        await trial.call('DEL');
      }
    },
  },
  {
    name: 'delegation/errors',
    title: 'an error of the delegated plugin is an error of the plugin, whatever the command',
    judges: ['DLG-05', 'DLG-07', 'DLG-16', 'CHK-07', 'ST-06'],
    unless: delegatesNothing,
    async run(trial) {
      spyOnIpam(trial);
      const first = commandsBefore(trial.subject);
      for (const command of first) await judgeError(trial, command);
      await trial.add();
      const rest = delegatedCommands(trial.subject).filter((command) => !first.includes(command));
      for (const command of rest) await judgeError(trial, command);
    },
  },
  {
    name: 'delegation/rolled-back',
    title: 'what the delegated plugin has given is handed back when ADD fails later',
    judges: ['DLG-09'],
    kinds: ['interface'],
    unless: delegatesNothing,
    async run(trial) {
      const result = spyResult(trial.subject.version) as Record<string, unknown>;
      const unreachable = [{ dst: '198.18.9.0/24', gw: '203.0.113.77' }];
      const stdout = 'ips' in result ? { ...result, routes: unreachable } : withRoutes(result, unreachable);
      const spies = spyOnIpam(trial, { ADD: { stdout } });
      const add = await trial.call('ADD');
      if (!refused(add))
        throw new CannotJudge('a route through a gateway that nobody can reach does not make ADD fail');
      const log = spies.calls().map(({ command }) => command);
      if (!log.includes('ADD'))
        throw new CannotJudge(`ADD does not get to the delegated plugin: ${told(add)}`);
      trial.judge('DLG-09', isRolledBack(log), 'DEL of the delegated plugin when ADD fails after it', log);
    },
  },
];

/** The command once with a delegated plugin that succeeds, to be sure that it is what makes it fail the next time. */
async function judgeError(trial: Trial, command: string): Promise<void> {
  const change: CallChange = command === 'GC' ? { valid: [pair(trial.container, trial.ifName)] } : {};
  spyOnIpam(trial, { [command]: {} });
  const fine = command === 'DEL' ? undefined : await trial.call(command, change);
  if (fine && fine.exitCode !== 0)
    throw new CannotJudge(`${command} fails before the delegated plugin does: ${told(fine)}`);
  spyOnIpam(trial, { [command]: spyFailure });
  const call = await trial.call(command, change);
  const ids = (delegatedBy[command] ?? []).filter((id) => id !== 'GC-06');
  for (const id of ids)
    trial.judge(id, refused(call), `an error, since that of ${command} has failed`, call, 'should');
  if (refused(call)) judgePassedOn(trial, call, 142);
}

/** Results before 0.3.0 have routes in each family. */
function withRoutes(result: Record<string, unknown>, routes: object[]): object {
  return { ...result, ip4: { ...(result.ip4 as object), routes } };
}

function isRolledBack(log: string[]): boolean {
  return log.lastIndexOf('DEL') > log.indexOf('ADD');
}

function judgePassedOn(trial: Trial, call: Call, code: number): void {
  const { stderr, stdout, json, command } = call;
  trial.judge('DLG-05', stderr.includes('spy: locked'), `its standard error passed on for ${command}`, call);
  trial.observe('DLG-16', json?.code === code, `its code ${code} for ${command}`, call);
  trial.observe('DLG-16', stdout.includes(spyMessage), `its message for ${command}`, call);
}
