import type { Profile } from './profile.ts';

/** What a profile cannot do without. */
export const least = { type: 'mine', kind: 'interface', conf: {} };

/** Every key that the least lacks. The compiler sees to it that none of the type's is forgotten. */
export const filled: Omit<Required<Profile>, 'type' | 'kind' | 'conf'> = {
  versions: ['1.0.0', '1.1.0'],
  prepare: { host: ['h'], container: ['c'] },
  probe: 'p',
  daemons: [{ run: 'r', ready: 'true' }],
  prevResult: true,
  remains: ['^a'],
  malformed: [{ mtu: '1' }],
  damages: [
    { name: 'd', run: ['r'] },
    { name: 'd', where: 'container', run: ['r'], judges: 'CHK-05' },
  ],
  scarce: { a: 1 },
  single: true,
  incapable: ['i'],
  traces: ['{id}'],
  notes: 'n',
};

/** Profiles to be accepted, after what they have. */
export const good: [what: string, profile: object][] = [
  ['the least', least],
  ['a schema for editors', { ...least, $schema: '../profile.schema.json' }],
  [
    'configuration of any shape',
    { ...least, conf: { a: [1, null], b: { c: true } }, malformed: [{}, { a: 1 }], scarce: {} },
  ],
  ['every other key', { ...least, ...filled }],
];

/** Profiles to be refused, after what they have, each with the error. */
export const bad: [what: string, profile: unknown, error: string][] = [
  ['a list', [], 'Cannot use [] of profile "f.json": not an object'],
  ['null', null, 'Cannot use null of profile "f.json": not an object'],
  ['no type', { kind: 'ipam', conf: {} }, 'Cannot use "type" of profile "f.json": missing'],
  [
    'a path as type',
    { ...least, type: 'a/b' },
    'Cannot use "type" "a/b" of profile "f.json": not the name of an executable',
  ],
  [
    'an unknown kind',
    { ...least, kind: 'main' },
    'Cannot use "kind" "main" of profile "f.json": not one of interface, chained, ipam, loopback',
  ],
  ['a list as conf', { ...least, conf: [] }, 'Cannot use "conf" [] of profile "f.json": not an object'],
  [
    'a network name in conf',
    { ...least, conf: { name: 'n' } },
    'Cannot use "conf.name" "n" of profile "f.json": the harness fills it in at each call',
  ],
  [
    'a version in conf',
    { ...least, conf: { cniVersion: '1.0.0' } },
    'Cannot use "conf.cniVersion" "1.0.0" of profile "f.json": the harness fills it in at each call',
  ],
  [
    'an unknown version',
    { ...least, versions: ['2.0.0'] },
    'Cannot use "versions.0" "2.0.0" of profile "f.json": not one of 0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, 1.0.0, 1.1.0',
  ],
  ['no versions', { ...least, versions: [] }, 'Cannot use "versions" [] of profile "f.json": empty'],
  ['a misspelt key', { ...least, remain: [] }, 'Cannot use "remain" [] of profile "f.json": no such key'],
  [
    'a misspelt inner key',
    { ...least, prepare: { guest: [] } },
    'Cannot use "prepare.guest" [] of profile "f.json": no such key',
  ],
  [
    'one line in place of lines',
    { ...least, incapable: 'true' },
    'Cannot use "incapable" "true" of profile "f.json": not a list',
  ],
  ['a number as a line', { ...least, probe: 7 }, 'Cannot use "probe" 7 of profile "f.json": not a string'],
  ['an empty line', { ...least, probe: '' }, 'Cannot use "probe" "" of profile "f.json": empty'],
  [
    'a word for true',
    { ...least, prevResult: 'yes' },
    'Cannot use "prevResult" "yes" of profile "f.json": not true or false',
  ],
  [
    'a broken pattern',
    { ...least, remains: ['('] },
    'Cannot use "remains.0" "(" of profile "f.json": not a regular expression',
  ],
  [
    'a daemon that is never ready',
    { ...least, daemons: [{ run: 'd' }] },
    'Cannot use "daemons.0.ready" of profile "f.json": missing',
  ],
  [
    'a damage without lines',
    { ...least, damages: [{ name: 'd', run: [] }] },
    'Cannot use "damages.0.run" [] of profile "f.json": empty',
  ],
  [
    'a damage by another requirement',
    { ...least, damages: [{ name: 'd', run: ['r'], judges: 'DEL-01' }] },
    'Cannot use "damages.0.judges" "DEL-01" of profile "f.json": not one of CHK-03, CHK-04, CHK-05',
  ],
  [
    'configurations that are none',
    { ...least, malformed: ['x'] },
    'Cannot use "malformed.0" "x" of profile "f.json": not an object',
  ],
];
