import type { CallChange } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import { openTrial } from '../../conformance/openTrial.ts';
import type { Kind } from '../../conformance/profile.ts';
import type { Trial } from '../../conformance/trial.ts';
import { delegatesTo, useIpam, warmUp } from './ipamSpy.ts';

interface Failure {
  name: string;
  /** Completes "… and DEL then leaves nothing". */
  title: string;
  kinds: Kind[];
  unless?: NonNullable<Case['unless']>;
  /** What makes ADD fail. The same call is made for DEL. */
  change(trial: Trial): CallChange;
}

const code = 100;
const withNamespace: Kind[] = ['interface', 'chained', 'loopback'];
const fromIpam = { kinds: ['interface'] as Kind[], unless: delegatesTo };
const outOfReach = {
  ips: [{ address: '10.88.9.2/24' }],
  routes: [{ dst: '203.0.113.0/24', gw: '198.19.7.7' }],
};

const failures: Failure[] = [
  {
    name: 'no-namespace',
    title: 'ADD fails for a namespace that does not exist',
    kinds: withNamespace,
    change: () => ({ netns: '/run/netns/nobody' }),
  },
  {
    name: 'ipam-fails',
    title: 'ADD fails when IPAM does',
    ...fromIpam,
    change: (trial) => ({
      conf: useIpam(trial, { ADD: { exit: 1, stdout: { code, msg: 'no address for you' } } }),
    }),
  },
  {
    name: 'ipam-says-nothing',
    title: 'ADD fails when IPAM gives no address',
    ...fromIpam,
    change: (trial) => ({
      conf: useIpam(trial, { ADD: { stdout: { cniVersion: trial.subject.version, ips: [] } } }),
    }),
  },
  {
    name: 'ipam-out-of-reach',
    title: 'ADD fails when IPAM gives a route that cannot be',
    ...fromIpam,
    unless: (subject) =>
      delegatesTo(subject) ?? (subject.supports('1.0.0') ? undefined : 'the answer is that of 1.0.0'),
    change: (trial) => ({
      conf: useIpam(trial, { ADD: { stdout: { cniVersion: trial.subject.version, ...outOfReach } } }),
    }),
  },
];

/** ADD fails in one way after another; then DEL must succeed and leave the state as it was. */
export const failureCases: Case[] = failures.map(({ name, title, change, ...applies }) => ({
  name: `add-fails/${name}`,
  title: `${title}, and DEL then leaves nothing`,
  judges: ['ADD-11', 'ADD-14'],
  ...applies,
  async run(trial) {
    const request = change(trial);
    if (request.conf) await warmUp(trial, request);
    const before = await trial.snapshot();
    const add = await trial.call('ADD', request);
    if (add.exitCode === 0) throw new CannotJudge('ADD succeeds here');
    const del = await trial.call('DEL', request);
    trial.judge('ADD-11', del.exitCode === 0, 'DEL after a failed ADD succeeds', del);
    const left = await trial.since(before);
    trial.judge('ADD-11', left.length === 0, 'DEL after a failed ADD leaves nothing', left);
    await judgeNext(trial);
  },
}));

/** An ADD that fails on fresh ground too says nothing about what went before. */
async function judgeNext(trial: Trial): Promise<void> {
  const next = await trial.call('ADD');
  if (next.exitCode !== 0) {
    await using fresh = await openTrial(trial.subject, { name: 'add-fails' });
    await fresh.trial.add();
  }
  trial.judge('ADD-14', next.exitCode === 0, 'the next ADD succeeds as ever', next);
}
