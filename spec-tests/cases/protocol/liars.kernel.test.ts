import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../../lib/testing/needs.ts';
import type { Profile } from '../../conformance/profile.ts';
import { requirements } from '../../conformance/requirement.ts';
import { runCases } from '../../conformance/runCases.ts';
import { subjectOf } from '../../conformance/subject.ts';
import { answers } from '../../conformance/verdicts.ts';
import { protocol } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'liars-'));

beforeAll(() => needs('ip', 'unshare', 'nsenter'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const profile: Profile = { type: 'liar', kind: 'interface', conf: { ipam: { type: 'none' }, ipMasq: true } };

/** Says that all went well, in 1.1.0. */
const yes = `[ "$CNI_COMMAND" = ADD ] && echo '{"cniVersion":"1.1.0","interfaces":[]}'; exit 0`;
const no = `echo '{"cniVersion":"1.1.0","code":100,"msg":"no"}'; exit 1`;

/** The requirements of a verdict that a plugin of these lines of shell gets from the cases of some names. */
async function found(body: string, names: string[], verdict = 'FAIL'): Promise<string[]> {
  writeFileSync(`${folder}/liar`, `#!/bin/sh\ninput=$(cat | tr -d '\\0')\n${body}\n`);
  chmodSync(`${folder}/liar`, 0o755);
  const cases = protocol.filter(({ name }) => names.some((one) => name.startsWith(one)));
  const subject = subjectOf(profile, [folder], ['0.4.0', '1.0.0', '1.1.0'], 'main');
  const runs = await runCases(subject, cases, { jobs: 2 });
  expect(runs.flatMap(({ broken }) => broken ?? [])).toEqual([]);
  const all = answers(requirements, runs).filter((answer) => answer.verdict === verdict);
  return all.map(({ requirement }) => requirement.id).sort();
}

const refusals = [
  'env/missing',
  'env/unknown-command',
  'env/container-id',
  'env/interface-name',
  'env/namespace',
  'conf/name',
  'stdin/malformed',
  'version/unsupported',
  'delegate/on-path-only',
];

test('a plugin that says yes to everything is found to refuse nothing', async () => {
  const expected = [
    'CFG-04',
    'ENV-02',
    'ENV-03',
    'ENV-04',
    'ENV-07',
    'EXEC-10',
    'EXEC-15',
    'PCF-06',
    'VSEL-05',
  ];
  expect(await found(yes, refusals)).toEqual(expect.arrayContaining(expected));
}, 120_000);

test('a plugin that says yes to every version and has one form is found', async () => {
  expect(await found(yes, ['version/'])).toEqual(
    expect.arrayContaining(['VER-01', 'VER-02', 'VER-03', 'VER-04', 'VER-08', 'VSEL-06']),
  );
}, 60_000);

test('a plugin that refuses but makes something before is found', async () => {
  const body = `[ "$CNI_COMMAND" = ADD ] && ip link add "made$$" type bridge; ${no}`;
  expect(await found(body, ['env/container-id', 'env/namespace'], 'WARN')).toContain('ADD-11');
}, 60_000);

test('a plugin that refuses but takes something of others away is found', async () => {
  const body = `ip link delete sentinel0 2>/dev/null; ${no}`;
  expect(await found(body, ['version/unsupported'], 'WARN')).toContain('ADD-11');
}, 60_000);

test('a plugin that is refused nothing by DEL, but cleans up with it, is not at fault', async () => {
  const body = `case $CNI_COMMAND in ADD) ip link add made0 type bridge 2>/dev/null;; DEL) ip link delete made0; esac; ${no}`;
  expect(await found(body, ['env/container-id'])).toEqual([]);
  expect(await found(body, ['env/container-id'], 'WARN')).toEqual([]);
}, 60_000);

test('a plugin that runs what callers write is found', async () => {
  const body = `eval "x=$CNI_ARGS" 2>/dev/null; ${no}`;
  expect(await found(body, ['hostile/variables'], 'WARN')).toContain('EXEC-17');
}, 60_000);

test('a plugin that crashes, one that chats and one that names nothing are found', async () => {
  expect(await found('kill -SEGV $$', ['exec/plain'], 'WARN')).toContain('EXEC-17');
  expect(await found(`echo starting; ${yes}`, ['exec/plain'])).toContain('EXEC-07');
  const mute = `echo '{"code":4,"msg":"bad environment"}'; exit 1`;
  expect(await found(mute, ['env/missing'])).toEqual(['ENV-07']);
}, 60_000);

test('a plugin that uses a well-known code for something else is found', async () => {
  const body = `echo '{"code":11,"msg":"CNI_CONTAINERID"}'; exit 1`;
  expect(await found(body, ['env/container-id'], 'WARN')).toEqual(['ERR-03']);
}, 60_000);
