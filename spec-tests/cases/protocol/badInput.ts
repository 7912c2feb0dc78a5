import { versions } from '../../../lib/spec/version.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { type Refusal, refusals } from './refusal.ts';

const text = (trial: Trial) => JSON.stringify(trial.conf());

const documents: [name: string, stdin: unknown, codes?: number[]][] = [
  ['empty', ''],
  ['a brace', '{'],
  ['an array', '[]'],
  ['a string', '"x"'],
  ['a number', '5'],
  ['rubbish', 'rubbish\n'],
  ['an empty object', '{}', [1, 6, 7]],
  ['null', 'null', [1, 6, 7]],
];

/** The valid configuration with something around it. A mark before it may be ignored (RFC 8259, section 8.1): told only. */
const spoiled: [name: string, spoil: (conf: string) => string, binds?: []][] = [
  ['the configuration twice', (conf) => conf + conf],
  ['the configuration with text after it', (conf) => `${conf}x`],
  ['the configuration after a byte-order mark', (conf) => `\ufeff${conf}`, []],
  ['the configuration with a NUL in a name', (conf) => conf.replace('"name":"', '"name":"\0')],
  ['the configuration cut short', (conf) => conf.slice(0, -1)],
];

const malformed: Refusal[] = [
  ...documents.map(([name, stdin, codes = [5, 6, 7]]) => ({
    name: `standard input is ${name}`,
    change: { stdin },
    requirement: 'EXEC-15',
    codes,
  })),
  ...spoiled.map(([name, spoil, binds]) => ({
    name: `standard input is ${name}`,
    change: (trial: Trial) => ({ stdin: spoil(text(trial)) }),
    requirement: 'EXEC-15',
    codes: [6, 7],
    ...(binds ? { binds } : {}),
  })),
  ...['DEL', 'CHECK', 'GC', 'STATUS'].map((command) => ({
    name: `standard input is a brace on ${command}`,
    command,
    change: { stdin: '{' },
    requirement: 'EXEC-15',
    codes: [5, 6],
    binds: [],
    since: { CHECK: '0.4.0', GC: '1.1.0', STATUS: '1.1.0' }[command] ?? '0.1.0',
  })),
];

const wrongTypes: Refusal[] = [
  ...['name', 'cniVersion'].flatMap((key) =>
    [5, true, [], {}].map((value) => ({
      name: `"${key}" is ${JSON.stringify(value)}`,
      change: { conf: { [key]: value } },
      requirement: 'EXEC-16',
      codes: [1, 6, 7],
    })),
  ),
  ...['x', 5, ['x']].map((ipam) => ({
    name: `"ipam" is ${JSON.stringify(ipam)}`,
    change: { conf: { ipam } },
    requirement: 'EXEC-16',
    codes: [6, 7],
    unless: ({ profile }: Trial['subject']) => !('ipam' in profile.conf),
  })),
  ...['x', 5, [{}]].map((prevResult) => ({
    name: `"prevResult" is ${JSON.stringify(prevResult)}`,
    change: { prevResult },
    requirement: 'EXEC-16',
    codes: [6, 7],
    binds: ['chained'] as const,
  })),
];

/** A prevResult in a version that is none cannot be made, so chained plugins get one of the version they know. */
const inVersion = (version: string) => (trial: Trial) => ({
  version,
  ...(trial.subject.profile.kind === 'chained' ? { prevResult: trial.preparedResult() } : {}),
});

const unsupported: Refusal[] = [
  ...['99.0.0', '0.0.1'].flatMap((version) =>
    ['ADD', 'DEL', 'CHECK', 'GC', 'STATUS'].map((command) => ({
      name: `cniVersion is ${version} on ${command}`,
      command,
      change: inVersion(version),
      requirement: 'VSEL-05',
      codes: [1],
      since: { CHECK: '0.4.0', GC: '1.1.0', STATUS: '1.1.0' }[command] ?? '0.1.0',
    })),
  ),
  ...['abc', '1.0', '1.0.0 '].map((version) => ({
    name: `cniVersion is ${JSON.stringify(version)}`,
    change: inVersion(version),
    requirement: 'VSEL-05',
    codes: [1, 6, 7],
  })),
  ...versions.map((version) => ({
    name: `VERSION does not list ${version}`,
    change: inVersion(version),
    requirement: 'VER-08',
    codes: [1],
    unless: ({ profile, versions: listed }: Trial['subject']) =>
      profile.versions !== undefined || listed.includes(version),
  })),
];

export const badInput: Case[] = [
  refusals({ name: 'stdin/malformed', title: 'what is no configuration is refused' }, malformed),
  refusals({ name: 'stdin/wrong-types', title: 'a key of the wrong type is refused' }, wrongTypes),
  refusals({ name: 'version/unsupported', title: 'a version that it does not know is refused' }, unsupported),
];
