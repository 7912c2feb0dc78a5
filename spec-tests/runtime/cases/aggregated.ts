import { logOf } from '../runtimeCall.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import { networkName, type RuntimeTrial } from '../runtimeTrial.ts';

/** A list of one plugin, and a second one in the folder that bears the network's name. */
function prepare(trial: RuntimeTrial, list: object, beside: unknown = { type: 'second' }): void {
  for (const type of ['first', 'second']) trial.spy(type);
  trial.configure(list);
  trial.configure(beside, `${networkName}/20-second.conf`);
}

/** `loadOnlyInlinedPlugins` and the folder of more plugins. */
export const aggregated: RuntimeCase[] = [
  {
    name: 'aggregated/appended',
    title: 'Plugins from the folder of the network come after those in the list',
    judges: ['CFG-09'],
    text: 'main',
    async run(trial) {
      prepare(trial, trial.list([{ type: 'first' }]));
      const { spied } = await trial.must('add');
      // It came without a new version, so a runtime of the same version may not know it.
      trial.observe(
        'CFG-09',
        logOf(spied).join() === 'first ADD,second ADD',
        'first, then second',
        logOf(spied),
      );
    },
  },
  {
    name: 'aggregated/inlined-only',
    title: 'With loadOnlyInlinedPlugins the folder is ignored',
    judges: ['CFG-09'],
    text: 'main',
    async run(trial) {
      prepare(trial, trial.list([{ type: 'first' }], { loadOnlyInlinedPlugins: true }));
      const { spied } = await trial.must('add');
      trial.same('CFG-09', logOf(spied), ['first ADD'], 'only the plugin of the list is called');
    },
  },
  {
    name: 'aggregated/nothing-inlined',
    title: 'A list that wants only inlined plugins and has none is refused',
    judges: ['CFG-09'],
    text: 'main',
    async run(trial) {
      prepare(trial, { cniVersion: trial.version, name: networkName, loadOnlyInlinedPlugins: true });
      const call = await trial.run('add');
      const ok = call.exitCode !== 0 && call.spied.length === 0;
      trial.judge('CFG-09', ok, 'it is refused, and no plugin called', call);
    },
  },
  {
    name: 'aggregated/invalid',
    title: 'An invalid plugin object in the folder is not passed over in silence',
    judges: ['CFG-11'],
    text: 'main',
    async run(trial) {
      prepare(trial, trial.list([{ type: 'first' }]), { mtu: 1500 });
      const call = await trial.run('add');
      const ok = call.exitCode !== 0 && call.spied.length === 0;
      trial.observe('CFG-11', ok, 'the whole network is refused, and no plugin called', call);
    },
  },
];
