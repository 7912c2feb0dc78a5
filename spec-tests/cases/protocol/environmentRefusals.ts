import type { CallChange } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { type Refusal, refusals } from './refusal.ts';

const variables: Record<string, { key: keyof CallChange; binds?: Refusal['binds'] }> = {
  CNI_CONTAINERID: { key: 'containerId' },
  // A plugin that has nothing to do in the namespace may do without it.
  CNI_NETNS: { key: 'netns', binds: ['interface', 'loopback'] },
  CNI_IFNAME: { key: 'ifName', binds: ['interface'] },
};

/** DEL is to be lenient, so that it accepts something is told only. */
const commands: [command: string, variables: string[], more: Partial<Refusal>][] = [
  ['ADD', ['CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME'], {}],
  ['CHECK', ['CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME'], { since: '0.4.0' }],
  ['DEL', ['CNI_CONTAINERID', 'CNI_IFNAME'], { binds: [] }],
];

const absences = { absent: undefined, empty: '' };

function without(command: string, name: string, more: Partial<Refusal>): Refusal[] {
  const { key = 'args', binds } = variables[name] ?? {};
  return Object.entries(absences).map(([how, value]) => ({
    name: `${name} is ${how} on ${command}`,
    command,
    change: { [key]: value },
    requirement: 'ENV-07',
    codes: [4],
    names: [name],
    ...(binds ? { binds } : {}),
    ...more,
  }));
}

const missing: Refusal[] = [
  ...commands.flatMap(([command, names, more]) => names.flatMap((name) => without(command, name, more))),
  {
    name: 'three variables are absent',
    change: { containerId: undefined, netns: undefined, ifName: undefined },
    requirement: 'ENV-07',
    codes: [4],
    names: ['CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME'],
  },
  {
    name: 'CNI_PATH is absent on GC',
    command: 'GC',
    change: { cniPath: undefined, valid: [] },
    requirement: 'ENV-07',
    codes: [4],
    names: ['CNI_PATH'],
    since: '1.1.0',
  },
  // Nearly all plugins answer this with a text on standard error and success.
  ...Object.entries(absences).map(([how, value]) => ({
    name: `CNI_COMMAND is ${how}`,
    change: { env: { CNI_COMMAND: value } },
    requirement: 'ENV-07',
    codes: [4],
    names: ['CNI_COMMAND'],
    binds: [],
  })),
];

const unknownCommands: Refusal[] = ['NOPE', 'add', 'Add', ' ADD', 'ADD\n', 'ADD;DEL'].map((command) => ({
  name: `${JSON.stringify(command)} is no command`,
  command,
  change: ({ container, ifName, cniPath }) => ({
    containerId: container.id,
    netns: container.netns,
    ifName,
    cniPath,
  }),
  requirement: 'EXEC-10',
  codes: [4],
  names: ['CNI_COMMAND'],
}));

export const environmentRefusals: Case[] = [
  refusals({ name: 'env/missing', title: 'a call without a required variable is refused' }, missing),
  refusals({ name: 'env/unknown-command', title: 'an unknown command is refused' }, unknownCommands),
];
