import type { RuntimeCase } from '../runtimeCase.ts';
import { networkName, type RuntimeTrial } from '../runtimeTrial.ts';
import { good, type Refused, refused } from './refused.ts';

async function judgeRefused(trial: RuntimeTrial, row: Refused): Promise<void> {
  trial.configure(row.text ?? { ...good, ...row.list });
  const call = await trial.run('add', { network: row.network ?? networkName });
  const ok = call.exitCode !== 0 && call.spied.length === 0;
  const judge = row.open ? 'observe' : 'judge';
  trial[judge](row.requirement, ok, `a configuration ${row.what} is refused, and no plugin called`, call);
  if (call.spied.length > 0) await trial.run('del', { network: row.network ?? networkName });
}

/** One case for each requirement in the table. */
const refusals = [...new Set(refused.map(({ requirement }) => requirement))].map(
  (requirement): RuntimeCase => ({
    name: `configuration/refused-${requirement.toLowerCase()}`,
    title: 'A configuration that is not one is refused before any plugin is called',
    judges: [requirement],
    async run(trial) {
      trial.spy('first');
      for (const row of refused.filter((one) => one.requirement === requirement))
        await judgeRefused(trial, row);
    },
  }),
);

export const configuration: RuntimeCase[] = [
  ...refusals,
  {
    name: 'configuration/names',
    title: 'Every name that the specification allows works',
    judges: ['CFG-04'],
    async run(trial) {
      trial.spy('first');
      for (const name of ['a', '9', 'a_b.c-d', 'x'.repeat(300)]) {
        trial.configure({ ...good, name });
        const call = await trial.run('add', { network: name });
        // The specification has no limit, file systems have.
        const judge = name.length > 200 ? 'observe' : 'judge';
        trial[judge]('CFG-04', call.exitCode === 0, `a network named "${name.slice(0, 20)}" works`, call);
        await trial.run('del', { network: name });
      }
    },
  },
  {
    name: 'configuration/same-name',
    title: 'Of two networks with one name only one is used',
    judges: ['CFG-05'],
    async run(trial) {
      for (const [i, type] of ['first', 'second'].entries()) {
        trial.spy(type);
        trial.configure({ ...good, plugins: [{ type }] }, `${i}0-same.conflist`);
      }
      const call = await trial.must('add');
      trial.judge('CFG-05', call.spied.length === 1, 'the plugins of one of the two are called', call);
    },
  },
];
