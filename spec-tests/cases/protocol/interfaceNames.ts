import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { deleteAgain } from './addAndDelete.ts';

/** Names that the kernel takes literally: they work, exactly as they are. */
const plain = ['x', 'a.b_c-d', '123456789012345'];
/** Names that mean something to the kernel or to shells: refused, or made exactly as they are. */
const special = ['eth%d', 'all', 'default', 'a;b$(c)', "a'b", 'a"b', '-x', '$IFNAME'];

const exact: Case = {
  name: 'env/interface-name-exact',
  title: 'the interface has exactly the name that was asked for',
  judges: ['ENV-04', 'ADD-11', 'DEL-01'],
  kinds: ['interface'],
  async run(trial) {
    for (const ifName of plain) await judgeName(trial, ifName, true);
    for (const ifName of special) await judgeName(trial, ifName, false);
  },
};

async function judgeName(trial: Trial, ifName: string, hasToWork: boolean): Promise<void> {
  const before = await links(trial);
  const call = await trial.call('ADD', { ifName });
  const added = (await links(trial)).filter((name) => !before.includes(name));
  const named = JSON.stringify(ifName);
  if (call.exitCode === 0) {
    const seen = `new interfaces: ${added.join(' ') || 'none'}`;
    trial.judge('ENV-04', added.join('\n') === ifName, `exactly one new interface, ${named}`, seen);
  } else if (hasToWork) trial.judge('ENV-04', false, `ADD with interface name ${named}`, call);
  await deleteAgain(trial, { ifName });
  const left = (await links(trial)).filter((name) => !before.includes(name));
  // A name that is refused, or taken, has done what the text asks; what stays is a matter of DEL.
  const residue = call.exitCode === 0 ? 'DEL-01' : 'ADD-11';
  trial.judge(residue, left.length === 0, `no interface left after ADD and DEL with ${named}`, left);
}

async function links({ container }: Trial): Promise<string[]> {
  return (await container.ipJson('link', 'show')).map(({ ifname }) => ifname ?? '');
}

const own: Case = {
  name: 'env/own-namespace',
  title: 'the namespace that the plugin runs in is never taken for a container’s',
  judges: ['ENV-03', 'EXEC-07'],
  async run(trial) {
    const before = await trial.snapshot();
    const change = { netns: trial.host.netns };
    const add = await trial.call('ADD', change);
    // Told only: the text calls it an isolation domain, and does not say that it cannot be the plugin's own.
    trial.observe(
      'ENV-03',
      add.exitCode !== 0,
      'a refusal, since CNI_NETNS is the namespace of the plugin',
      add,
    );
    const changed = add.exitCode === 0 ? [] : await trial.since(before);
    trial.observe('ENV-03', changed.length === 0, 'no change of the host by a refused ADD', changed);
    await trial.call('DEL', change);
    const left = await trial.since(before);
    trial.observe('ENV-03', left.length === 0, 'no change of the host after ADD and DEL', left);
  },
};

export const interfaceNames: Case[] = [exact, own];
