import type { Case } from '../../conformance/case.ts';
import { untruthsOf } from './addCases.ts';
import { fullPrevResult } from './fullPrevResult.ts';
import { prevResultLoss } from './prevResultLoss.ts';

const broken: [name: string, prevResult: unknown][] = [
  ['an address that is none', { ips: [{ address: 'x', interface: 0 }] }],
  ['interfaces that are no list', { interfaces: 'eth0' }],
  ['a text for a prevResult', 'eth0'],
];

export const prevResultCases: Case[] = [
  {
    name: 'add/prev-result',
    title: 'ADD hands on all of prevResult: interfaces in their order, addresses, routes, dns',
    judges: ['ADD-03', 'ADD-09'],
    kinds: ['chained', 'interface', 'loopback'],
    unless: (subject) => (subject.supports('0.3.0') ? undefined : 'prevResult came with 0.3.0'),
    async run(trial) {
      const prevResult = await fullPrevResult(trial);
      const { call, result } = await trial.add({ prevResult });
      const { lost, changed } = prevResultLoss(prevResult, result);
      trial.judge(
        'ADD-03',
        lost.length === 0,
        'an output with all that prevResult has',
        lost.length > 0 ? lost : call,
      );
      if (trial.subject.profile.kind === 'chained') {
        const wrong =
          changed.length > 0
            ? await untruthsOf(trial, { interfaces: result.interfaces ?? [] }, trial.container)
            : [];
        trial.judge('ADD-09', wrong.length === 0, 'what differs from prevResult is so in the kernel', wrong);
      }
      trial.observe(
        'ADD-03',
        changed.length === 0,
        'an output equal to prevResult, or with what the plugin is there to modify',
        changed,
      );
    },
  },
  {
    name: 'add/no-prev-result',
    title: 'a chained plugin without prevResult fails, and says so',
    judges: ['ADD-15'],
    kinds: ['chained'],
    unless: ({ profile }) =>
      profile.prevResult === false ? 'the profile says that the plugin needs no prevResult' : undefined,
    async run(trial) {
      const add = await trial.call('ADD', { prevResult: undefined });
      trial.judge(
        'ADD-15',
        add.exitCode !== null && (add.exitCode === 0 || add.json?.code !== undefined),
        'an error object, no crash',
        add,
      );
      trial.observe('ADD-15', add.exitCode !== 0, 'an error', add);
    },
  },
  {
    name: 'add/broken-prev-result',
    title: 'a chained plugin refuses a prevResult that it cannot read, and changes nothing',
    judges: ['ADD-16'],
    kinds: ['chained'],
    async run(trial) {
      const before = await trial.snapshot();
      for (const [name, prevResult] of broken) {
        const versioned =
          typeof prevResult === 'object' ? { cniVersion: trial.subject.version, ...prevResult } : prevResult;
        const add = await trial.call('ADD', { prevResult: versioned });
        trial.judge('ADD-16', add.exitCode !== 0, `an error for ${name}`, add);
      }
      const touched = await trial.since(before);
      trial.judge('ADD-16', touched.length === 0, 'an error that changes nothing', touched);
    },
  },
];
