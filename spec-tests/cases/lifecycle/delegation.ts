import type { SpyAnswer, SpyPlugins } from '../../../lib/testing/spyPlugins.ts';
import type { CallChange } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { pair } from './attachmentFacts.ts';
import { refused } from './notices.ts';
import {
  commandsBefore,
  delegatedCommands,
  delegatesNothing,
  judgeDelegated,
  spyOnIpam,
  spyResult,
} from './spied.ts';

const mark = 'said-by-the-spy';

/** What goes to a delegated plugin when all is well. */
export const delegation: Case[] = [
  {
    name: 'delegation/every-command',
    title: 'every command reaches the delegated plugin, with the same environment and configuration',
    judges: ['DLG-01', 'DLG-02', 'DLG-03', 'DLG-05', 'DLG-06', 'DLG-07', 'CHK-07', 'GC-06', 'ST-06'],
    unless: delegatesNothing,
    async run(trial) {
      const spies = spyOnIpam(trial, chatty(trial));
      const foreign: CallChange = {
        args: 'IgnoreUnknown=1;K8S_POD_NAME=a',
        env: { FOREIGN_VARIABLE: 'kept as it is' },
        conf: { 'example.org/note': { deep: [1, 'ü', null] } },
      };
      const first = commandsBefore(trial.subject);
      for (const command of first) await judgeReached(trial, spies, command, foreign);
      spies.forget();
      const { call: add } = await trial.add(foreign);
      judgeDelegated(trial, add, spies.calls());
      if (spies.log().length > 0) judgeStreams(trial, add);
      for (const command of delegatedCommands(trial.subject).filter((one) => !first.includes(one)))
        await judgeReached(trial, spies, command, foreign);
    },
  },
  {
    name: 'delegation/not-found',
    title: 'ADD fails when the delegated plugin is in none of the folders of CNI_PATH',
    judges: ['DLG-01'],
    unless: delegatesNothing,
    async run(trial) {
      const spies = spyOnIpam(trial);
      const later = await trial.call('ADD', { cniPath: `/nonexistent:${trial.cniPath}` });
      const found = later.exitCode === 0 && spies.log().length > 0;
      trial.judge('DLG-01', found, 'found in a folder behind one that does not exist', later);
      await trial.call('DEL');
      const add = await trial.call('ADD', { cniPath: '/nonexistent' });
      trial.judge('DLG-01', refused(add), 'an error, since the delegated plugin is nowhere', add);
      const type = spies.calls()[0]?.type ?? '';
      trial.observe('DLG-01', add.stdout.includes(type), `"${type}" in the error`, add);
    },
  },
];

/** A command with everything that the delegated plugin is to get of it. */
async function judgeReached(
  trial: Trial,
  spies: SpyPlugins,
  command: string,
  { args, ...foreign }: CallChange,
): Promise<void> {
  spies.forget();
  const change = command === 'STATUS' || command === 'GC' ? foreign : { ...foreign, args };
  const valid = command === 'GC' ? { valid: [pair(trial.container, trial.ifName)] } : {};
  const call = await trial.call(command, { ...change, ...valid });
  judgeDelegated(trial, call, spies.calls());
  if (spies.log().length > 0) judgeStreams(trial, call);
}

/** A spy that succeeds, and says more on both streams than anybody has to hear. */
function chatty(trial: Trial): Record<string, SpyAnswer> {
  const answer = { stdout: { [mark]: true }, stderr: `${mark}\n` };
  const others = delegatedCommands(trial.subject).map((command): [string, SpyAnswer] => [command, answer]);
  const add = { stdout: spyResult(trial.subject.version), stderr: `${mark}\n` };
  return { ADD: add, ...Object.fromEntries(others) };
}

function judgeStreams(trial: Trial, call: Awaited<ReturnType<Trial['call']>>): void {
  const { command, stdout, stderr, json } = call;
  trial.judge('DLG-05', stderr.includes(mark), `its standard error passed on for ${command}`, call);
  const clean = command === 'ADD' ? json !== undefined : !stdout.includes(mark);
  trial.judge('DLG-06', clean, `its standard output not passed on for ${command}`, call);
}
