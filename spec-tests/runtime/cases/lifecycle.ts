import { logOf } from '../runtimeCall.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import type { RuntimeTrial } from '../runtimeTrial.ts';
import { spyResult } from '../spyResult.ts';
import { attached, broken, logFor, three } from './lists.ts';

/** Lines for a spy that leaves "overlap" behind if another is at work at the same time; it waits for one, 400 ms at most. */
function meeting(room: string): string {
  return [
    `PATH=/usr/bin:/bin; mkdir ${room}/busy 2>/dev/null || touch ${room}/overlap`,
    `n=0; while [ $n -lt 20 ] && [ ! -e ${room}/overlap ]; do sleep 0.02; n=$((n + 1)); done`,
    `rmdir ${room}/busy 2>/dev/null`,
  ].join('; ');
}

async function haveMet(trial: RuntimeTrial): Promise<boolean> {
  return (await trial.sh(`ls ${trial.room}`)).stdout.includes('overlap');
}

/** From the first ADD of a container to its last DEL. */
export const lifecycle: RuntimeCase[] = [
  {
    name: 'lifecycle/failed-add',
    title: 'After an ADD that failed, DEL runs all plugins of the list in reverse order',
    judges: ['LIFE-03'],
    async run(trial) {
      trial.chain(three);
      trial.spy('second', { ADD: broken });
      const added = await trial.run('add');
      const deleted = await trial.run('del');
      const log = logOf([...added.spied, ...deleted.spied]).filter((line) => line.endsWith('DEL'));
      const wanted = logFor('DEL', three.toReversed());
      trial.same('LIFE-03', log.slice(-3), wanted, 'DEL by the end of the next delete');
    },
  },
  {
    name: 'lifecycle/add-again',
    title: 'An attachment is not added a second time',
    judges: ['ADD-05'],
    async run(trial) {
      await attached(trial);
      const again = await trial.run('add');
      // Asked of whoever decides to call ADD.
      trial.observe('ADD-05', again.spied.length === 0, 'no plugin is called', again);
    },
  },
  {
    name: 'lifecycle/del-again',
    title: 'An attachment can be deleted twice',
    judges: ['LIFE-04'],
    async run(trial) {
      await attached(trial);
      await trial.must('del');
      const again = await trial.run('del');
      trial.observe('LIFE-04', again.exitCode === 0, 'the second DEL succeeds', again);
    },
  },
  {
    name: 'lifecycle/changed',
    title: 'DEL runs the plugins that ADD ran, whatever the file says by now',
    judges: ['LIFE-05'],
    async run(trial) {
      await attached(trial);
      trial.configure(trial.list([{ type: 'first' }, { type: 'second' }]));
      const { spied } = await trial.run('del');
      const ok = logOf(spied).join() === logFor('DEL', three.toReversed()).join();
      // That the configuration does not change is asked of whoever writes it.
      trial.observe('LIFE-05', ok, 'third, second and first are called', logOf(spied));
    },
  },
  {
    name: 'lifecycle/two-interfaces',
    title: 'Two interfaces of one container are two attachments',
    judges: ['LIFE-06'],
    needs: ['ifname'],
    since: '0.4.0',
    async run(trial) {
      trial.chain(['first']);
      await trial.must('add');
      const other = { ...spyResult('first', trial.version), dns: { domain: 'net1' } };
      trial.spy('first', { ADD: { stdout: other } });
      await trial.must('add', { ifname: 'net1' });
      const one = await trial.run('del');
      const wanted = spyResult('first', trial.version);
      trial.same('LIFE-06', one.spied[0]?.stdin.prevResult, wanted, 'prevResult of eth0');
      const two = await trial.run('del', { ifname: 'net1' });
      trial.same('LIFE-06', two.spied[0]?.stdin.prevResult, other, 'prevResult of net1 after DEL of eth0');
    },
  },
  {
    name: 'lifecycle/parallel',
    title: 'Operations on one container do not run at the same time',
    judges: ['LIFE-02'],
    needs: ['ifname'],
    async run(trial) {
      const result = spyResult('first', trial.version);
      trial.spy('first', { ADD: { stdout: result, before: meeting(trial.room) } });
      trial.configure(trial.list([{ type: 'first' }]));
      const both = await trial.both(['add', { ifname: 'eth0' }], ['add', { ifname: 'net1' }]);
      const seen = both.map(({ exitCode }) => exitCode);
      // A tool is a part of a runtime: in which order it is called may be its caller's business.
      trial.observe('LIFE-02', !(await haveMet(trial)), 'one ADD after the other', { exitStatus: seen });
    },
  },
  {
    name: 'lifecycle/gc-alone',
    title: 'GC and ADD do not run at the same time',
    judges: ['GC-10'],
    needs: ['gc'],
    since: '1.1.0',
    async run(trial) {
      const slow = { stdout: spyResult('first', trial.version), before: meeting(trial.room) };
      trial.spy('first', { ADD: slow, GC: { before: meeting(trial.room) } });
      trial.configure(trial.list([{ type: 'first' }]));
      const both = await trial.both(['add', {}], ['gc', {}]);
      const seen = both.map(({ exitCode }) => exitCode);
      trial.observe('GC-10', !(await haveMet(trial)), 'one after the other', { exitStatus: seen });
    },
  },
];
