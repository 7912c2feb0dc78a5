import type { Case } from '../../conformance/case.ts';
import { type Refusal, refusals } from './refusal.ts';

/** Values that end up in paths, rules and lines of shell if nobody looks at them. */
const hostile = [
  '../a',
  'a/b',
  'a b',
  'a\n',
  'a;touch /run/pwned',
  'a$(touch /run/pwned)',
  'a`touch /run/pwned`',
  'a"; flush ruleset',
  'a\nlink delete sentinel0',
  '--help',
];

const badIds = ['.a', '-a', '_a', 'some-%%container-id', 'ä', ...hostile];

const badId = (command: string, id: string, more: Partial<Refusal> = {}): Refusal => ({
  name: `CNI_CONTAINERID is ${JSON.stringify(id)} on ${command}`,
  command,
  change: { containerId: id },
  requirement: 'ENV-02',
  codes: [4],
  names: ['CNI_CONTAINERID'],
  ...more,
});

const ids: Refusal[] = [
  ...badIds.map((id) => badId('ADD', id)),
  ...['../a', 'a b'].flatMap((id) => [
    badId('CHECK', id, { since: '0.4.0' }),
    badId('DEL', id, { binds: [] }),
  ]),
];

const badIfNames = ['1234567890123456', 'a/b', 'a:b', 'a b', 'a\tb', 'a\n', '.', '..', '../../etc/x'];

const badIfName = (command: string, ifName: string, more: Partial<Refusal> = {}): Refusal => ({
  name: `CNI_IFNAME is ${JSON.stringify(ifName)} on ${command}`,
  command,
  change: { ifName },
  requirement: 'ENV-04',
  codes: [4],
  names: ['CNI_IFNAME'],
  // Who does not make the interface is not told to judge its name.
  binds: ['interface'],
  ...more,
});

const ifNames: Refusal[] = [
  ...badIfNames.map((name) => badIfName('ADD', name)),
  badIfName('CHECK', 'a/b', { since: '0.4.0' }),
  badIfName('DEL', 'a/b', { binds: [] }),
];

const namespaces: Refusal[] = [
  ['does not exist', '/run/netns/nobody'],
  ['is a folder', '/run/netns'],
  ['is a plain file', '/etc/passwd'],
  ['is a namespace of another type', '/proc/1/ns/uts'],
].map(([what, netns]) => ({
  name: `CNI_NETNS ${what}`,
  change: { netns },
  requirement: 'ENV-03',
  codes: [3, 4, 5, 7],
  names: ['CNI_NETNS'],
  binds: ['interface', 'loopback'],
}));

const badNames = ['', '.x', '-x', '_x', 'a%b', 'é', ...hostile];

const networkNames: Refusal[] = [undefined, ...badNames].map((name) => ({
  name: name === undefined ? '"name" is absent' : `"name" is ${JSON.stringify(name)}`,
  change: { conf: { name } },
  requirement: 'CFG-04',
  codes: [7],
}));

export const badValues: Case[] = [
  refusals({ name: 'env/container-id', title: 'a container ID that is none is refused' }, ids),
  refusals({ name: 'env/interface-name', title: 'an interface name that cannot be is refused' }, ifNames),
  refusals(
    { name: 'env/namespace', title: 'a CNI_NETNS that is no network namespace is refused' },
    namespaces,
  ),
  refusals({ name: 'conf/name', title: 'a network name against the rules is refused' }, networkNames),
];
