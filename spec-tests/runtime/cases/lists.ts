import { logOf } from '../runtimeCall.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import type { RuntimeTrial } from '../runtimeTrial.ts';
import { spyResult } from '../spyResult.ts';

/** The plugins of the list. */
export const three = ['first', 'second', 'third'];
/** How the second of three plugins fails. */
export const broken = { stdout: { cniVersion: '1.0.0', code: 142, msg: 'second is broken' }, exit: 1 };

/** "first ADD", "second ADD", … */
export function logFor(command: string, types: readonly string[]): string[] {
  return types.map((type) => `${type} ${command}`);
}

/** Three plugins, attached. */
export async function attached(trial: RuntimeTrial, more: object = {}): Promise<void> {
  trial.chain(three, more);
  await trial.must('add');
}

/** True if the caller of a failed command can read this. */
export function says(text: { stdout: string; stderr: string }, words: string): boolean {
  return `${text.stdout}\n${text.stderr}`.includes(words);
}

/** ADD and DEL over the plugins of a list. */
export const lists: RuntimeCase[] = [
  {
    name: 'lists/add',
    title: 'ADD runs the plugins in order and hands the result of each to the next',
    judges: ['LIST-01', 'REQ-04'],
    async run(trial) {
      trial.chain(three);
      const call = await trial.run('add');
      trial.judge('LIST-01', call.exitCode === 0, 'ADD succeeds', call);
      trial.same('LIST-01', logOf(call.spied), logFor('ADD', three), 'plugins called');
      const [first, second, third] = call.spied.map(({ stdin }) => stdin.prevResult);
      trial.judge('REQ-04', first === undefined, 'the first plugin gets no prevResult', first);
      trial.same(
        'REQ-04',
        second,
        spyResult('first', trial.version),
        'the second gets the result of the first',
      );
      trial.same(
        'REQ-04',
        third,
        spyResult('second', trial.version),
        'the third gets the result of the second',
      );
    },
  },
  {
    name: 'lists/add-fails',
    title: 'ADD halts at the first error and returns it',
    judges: ['LIST-01'],
    async run(trial) {
      trial.chain(three);
      trial.spy('second', { ADD: broken });
      const call = await trial.run('add');
      const added = logOf(call.spied.filter(({ command }) => command === 'ADD'));
      trial.same('LIST-01', added, logFor('ADD', three.slice(0, 2)), 'plugins called with ADD');
      trial.judge('LIST-01', call.exitCode !== 0 && says(call, 'second is broken'), 'its error', call);
    },
  },
  {
    name: 'lists/del',
    title: 'DEL runs the plugins in reverse order, each with the result of the whole ADD',
    judges: ['LIST-02', 'LIST-03', 'DEL-05a', 'REQ-04', 'GC-09'],
    since: '0.4.0',
    async run(trial) {
      await attached(trial);
      const call = await trial.run('del');
      const isDel = call.spied.some(({ command }) => command === 'DEL');
      trial.judge('GC-09', isDel, 'removing an attachment calls DEL', call);
      trial.same('LIST-03', logOf(call.spied), logFor('DEL', three.toReversed()), 'plugins called');
      const results = call.spied.map(({ stdin }) => stdin.prevResult);
      trial.judge('DEL-05a', results.every(Boolean), 'every plugin gets a prevResult', results);
      const last = spyResult('third', trial.version);
      trial.same('LIST-02', results.at(0), last, 'the result of the last ADD has been kept');
      for (const result of results) {
        trial.same('LIST-03', result, last, 'the result of the whole ADD');
        trial.same('REQ-04', result, last, 'prevResult of DEL');
      }
    },
  },
  {
    name: 'lists/del-fails',
    title: 'DEL halts at the first error, returns it, and can be repeated',
    judges: ['LIST-02', 'LIST-03'],
    since: '0.4.0',
    async run(trial) {
      await attached(trial);
      trial.spy('second', { DEL: broken });
      const call = await trial.run('del');
      trial.same('LIST-03', logOf(call.spied), logFor('DEL', ['third', 'second']), 'plugins called');
      trial.judge('LIST-03', call.exitCode !== 0 && says(call, 'second is broken'), 'its error', call);
      trial.spy('second');
      const again = await trial.run('del');
      trial.judge('LIST-03', again.exitCode === 0, 'the next DEL succeeds', again);
      const results = again.spied.map(({ stdin }) => stdin.prevResult);
      trial.judge('LIST-02', results.length > 0 && results.every(Boolean), 'prevResult is kept', results);
    },
  },
];
