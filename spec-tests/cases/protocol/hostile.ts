import type { CallChange } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { addAndDelete } from './addAndDelete.ts';
import { judgeHarm } from './harm.ts';
import { anyType, metacharacters, protocolKeys, replacements, textReplacements } from './hostileValues.ts';

/** Calls of which nothing is asked but that they end as calls do (judged at every call) and harm nothing. */
function survives(
  about: Pick<Case, 'name' | 'title' | 'slow'>,
  calls: (trial: Trial) => [command: string, change: CallChange][],
): Case {
  return {
    ...about,
    judges: ['EXEC-16', 'EXEC-17'],
    async run(trial) {
      // What a plain ADD and DEL make or take away is another requirement's to judge.
      const pristine = await trial.snapshot();
      await addAndDelete(trial, {});
      const before = await trial.snapshot();
      for (const [command, change] of calls(trial)) {
        if (command === 'ADD') await addAndDelete(trial, change);
        else await trial.call(command, change);
      }
      await trial.call('DEL');
      await judgeHarm(trial, pristine, before);
    },
  };
}

const ofAnyType = (conf: object[]): [string, CallChange][] =>
  conf.map((one) => ['ADD', { conf: { ...one } }]);

const protocolTypes = survives(
  { name: 'hostile/protocol-keys', title: 'any type at any key of the protocol is survived', slow: true },
  () => [
    ...protocolKeys.flatMap((key) => ofAnyType(anyType.map((value) => ({ [key]: value })))),
    ...anyType.map((prevResult): [string, CallChange] => ['CHECK', { prevResult }]),
    ...anyType.map((prevResult): [string, CallChange] => ['DEL', { prevResult }]),
  ],
);

const ownTypes = survives(
  { name: 'hostile/own-keys', title: 'any type at any key of its own is survived', slow: true },
  ({ subject }) => anyType.flatMap((value) => ofAnyType(replacements({ ...subject.profile.conf }, value))),
);

const ownTexts = survives(
  { name: 'hostile/texts', title: 'any text at any key of its own is survived', slow: true },
  ({ subject }) =>
    metacharacters.flatMap((text) => ofAnyType(textReplacements({ ...subject.profile.conf }, text))),
);

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** The configuration with one more key, whose value is text as it is: nothing that JSON.stringify could make. */
function withRaw(trial: Trial, key: string, value: string): CallChange {
  return { stdin: JSON.stringify(trial.conf()).replace(/\}$/, `,${JSON.stringify(key)}:${value}}`) };
}

const extremes = survives(
  { name: 'hostile/extremes', title: 'depth, length and odd numbers are survived', slow: true },
  (trial) => [
    ...['zzUnknown', 'args', 'runtimeConfig', 'prevResult'].flatMap((key): [string, CallChange][] => [
      ['ADD', withRaw(trial, key, deep(10_000))],
      ['ADD', withRaw(trial, key, `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)],
    ]),
    ['ADD', { stdin: deep(100_000) }],
    ['ADD', { stdin: '['.repeat(1024 * 1024) }],
    ...['1e999', '-0', '99999999999999999999', '"\\ud800"', '"\\u0000"'].map(
      (value): [string, CallChange] => ['ADD', withRaw(trial, 'mtu', value)],
    ),
    ['ADD', { conf: JSON.parse('{"__proto__":{"ipam":5},"constructor":1}') }],
    ['ADD', { stdin: '\0'.repeat(1024) }],
    ['ADD', { network: 'n'.repeat(100_000) }],
    ...['GC', 'STATUS', 'CHECK', 'DEL'].map((command): [string, CallChange] => [
      command,
      withRaw(trial, 'cni.dev/valid-attachments', deep(10_000)),
    ]),
  ],
);

const variables = survives(
  { name: 'hostile/variables', title: 'any text in a variable is survived', slow: true },
  () => {
    const texts = metacharacters.filter((text) => !text.includes('\0') && text.length < 1000);
    const args = ['FOO', '=', 'A=B=C', 'A=B;', ';;', 'IP=x', 'IP=', 'IgnoreUnknown=x', 'a'.repeat(100_000)];
    return [
      ...[...args, ...texts].map((one): [string, CallChange] => ['ADD', { args: one }]),
      ...texts.map((one): [string, CallChange] => ['ADD', { ifName: one.slice(0, 15) }]),
      ...['all', 'default', 'eth%d'].map((ifName): [string, CallChange] => ['ADD', { ifName }]),
      ...texts.map((netns): [string, CallChange] => ['ADD', { netns }]),
      ...texts.slice(0, 3).map((netns): [string, CallChange] => ['DEL', { netns }]),
      ...texts.slice(0, 3).map((cniPath): [string, CallChange] => ['ADD', { cniPath }]),
      ['ADD', { containerId: 'a'.repeat(300) }],
      ['ADD', { containerId: 'a'.repeat(100_000) }],
    ];
  },
);

const attachmentLists = survives(
  { name: 'hostile/attachments', title: 'a list of valid attachments of any type is survived' },
  ({ subject }) => {
    if (!subject.supports('1.1.0')) return [];
    const item = { containerID: 'c1', ifname: 'eth0' };
    const lists = ['x', 5, { a: 1 }, [5], ['x'], [null], [[item]], [{ containerID: 5 }], [{ ifname: {} }]];
    return lists.map((list): [string, CallChange] => [
      'GC',
      { conf: { 'cni.dev/valid-attachments': list, 'cni.dev/attachments': list } },
    ]);
  },
);

export const hostile: Case[] = [extremes, variables, attachmentLists, protocolTypes, ownTypes, ownTexts];
