import type { Case } from '../../conformance/case.ts';
import type { Subject } from '../../conformance/subject.ts';
import { addAndDelete } from './addAndDelete.ts';
import { addOnFreshGround } from './freshGround.ts';

/** The section and its type; undefined if the configuration names no other plugin. */
function ipamOf({ profile }: Subject): { type: string } | undefined {
  const { ipam } = profile.conf as { ipam?: { type?: unknown } };
  if (profile.kind === 'ipam' || typeof ipam?.type !== 'string') return undefined;
  return { ...ipam, type: ipam.type };
}

const unless = (subject: Subject) =>
  ipamOf(subject) ? undefined : 'its configuration has no "ipam" of another plugin';

const outside = '/opt/cni/outside';

const onPathOnly: Case = {
  name: 'delegate/on-path-only',
  title: 'nothing outside of CNI_PATH is run as an IPAM plugin',
  judges: ['PCF-06'],
  unless,
  async run(trial) {
    const ipam = ipamOf(trial.subject);
    await trial.sh(trial.host, `printf '#!/bin/sh\\ntouch /run/outside\\n' >${outside}; chmod +x ${outside}`);
    const before = await trial.snapshot();
    for (const type of ['../outside', outside, 'x/../../outside', '..', '.', 'a\0b']) {
      const call = await addAndDelete(trial, { conf: { ipam: { ...ipam, type } } });
      trial.judge('PCF-06', call.exitCode !== 0, `a refusal of ipam type ${JSON.stringify(type)}`, call);
      if (call.exitCode !== 0) await trial.call('DEL');
    }
    const run = (await trial.try(trial.host, 'test -e /run/outside')).exitCode === 0;
    trial.judge('PCF-06', !run, 'no executable outside of CNI_PATH is run', `${outside} was run`);
    const left = await trial.since(before);
    // What DEL leaves behind is another requirement's to judge.
    trial.observe('PCF-06', left.length === 0, 'nothing left of refused configurations after DEL', left);
  },
};

const firstMatch: Case = {
  name: 'delegate/first-match',
  title: 'the first executable on CNI_PATH is taken',
  judges: ['ENV-06'],
  unless,
  async run(trial) {
    const { type } = ipamOf(trial.subject) ?? { type: '' };
    const plain = trial.cniPath;
    const spies = trial.spy(type);
    await addAndDelete(trial, { cniPath: `${plain}:${spies.path}` });
    trial.judge('ENV-06', spies.log().length === 0, `${type} of the first folder`, spies.log());
    spies.forget();
    await trial.call('ADD', { cniPath: `/nonexistent:${spies.path}:${plain}` });
    trial.judge(
      'ENV-06',
      spies.log().includes(`${type} ADD`),
      `${type} of the first folder that has it`,
      spies.log(),
    );
    await trial.call('DEL');
  },
};

const withoutPath: Case = {
  name: 'env/no-path',
  title: 'CNI_PATH may be absent where it is optional',
  judges: ['ENV-08'],
  async run(trial) {
    const conf = ipamOf(trial.subject) ? { ipam: undefined } : {};
    const plain = await addAndDelete(trial, { conf });
    // With a plugin to delegate to it has no place to look for it.
    const how = plain.exitCode === 0 ? 'judge' : 'observe';
    const change = { conf: how === 'judge' ? conf : {}, cniPath: undefined };
    const add = await trial.call('ADD', change);
    const fair = add.exitCode === 0 ? add : await addOnFreshGround(trial, change);
    trial[how]('ENV-08', fair.exitCode === 0, 'ADD without CNI_PATH', fair);
    if (add.exitCode !== 0) await trial.call('ADD', { conf: change.conf });
    const del = await trial.call('DEL', change);
    trial[how]('ENV-08', del.exitCode === 0, 'DEL without CNI_PATH', del);
    await trial.call('DEL', { conf: change.conf });
  },
};

const statusWithoutPath: Case = {
  name: 'status/no-path',
  title: 'STATUS works without CNI_PATH',
  judges: ['ENV-08', 'ST-07'],
  since: '1.1.0',
  async run(trial) {
    const conf = ipamOf(trial.subject) ? { ipam: undefined } : {};
    const how = (await trial.call('STATUS', { conf })).exitCode === 0 ? 'judge' : 'observe';
    const change = how === 'judge' ? { conf, cniPath: undefined } : { cniPath: undefined };
    const status = await trial.call('STATUS', change);
    for (const id of ['ENV-08', 'ST-07'])
      trial[how](id, status.exitCode === 0, 'STATUS without CNI_PATH', status);
  },
};

const withoutNamespace: Case = {
  name: 'env/no-namespace',
  title: 'DEL works without CNI_NETNS',
  judges: ['ENV-08'],
  async run(trial) {
    await trial.add();
    const del = await trial.call('DEL', { netns: undefined });
    trial.judge('ENV-08', del.exitCode === 0, 'DEL without CNI_NETNS', del);
    await trial.call('DEL');
    const again = await trial.call('DEL', { netns: '' });
    trial.judge('ENV-08', again.exitCode === 0, 'DEL with an empty CNI_NETNS', again);
  },
};

export const delegatePath: Case[] = [
  withoutPath,
  statusWithoutPath,
  withoutNamespace,
  onPathOnly,
  firstMatch,
];
