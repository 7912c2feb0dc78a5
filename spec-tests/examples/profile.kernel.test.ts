/** That the plugin on the page about profiles works, and that its profiles say what is true of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { needs } from '../../lib/testing/needs.ts';
import { told } from '../conformance/call.ts';
import { loadProfile } from '../conformance/loadProfile.ts';
import { openTrial } from '../conformance/openTrial.ts';
import { subjectOf } from '../conformance/subject.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/conformance-profile.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);

const folder = mkdtempSync(`${tmpdir()}/profile-page-`);
const script = blocks('sh').find((text) => text.startsWith('#!')) ?? '';
const files = blocks('json').map((text, i) => {
  const file = `${i + 1}.json`;
  writeFileSync(`${folder}/${file}`, text);
  return file;
});

beforeAll(() => {
  needs('ip', 'nsenter');
  writeFileSync(`${folder}/cable`, script, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (file: string) => {
  const subject = subjectOf(loadProfile(`${folder}/${file}`), [folder], ['0.4.0', '1.0.0'], 'main');
  return openTrial(subject, { name: 'page' });
};

test('there are a least profile and a fuller one', () => {
  expect(files.map((file) => Object.keys(loadProfile(`${folder}/${file}`)).length)).toEqual([3, 7]);
});

test.each(files)('the plugin makes, finds and removes a cable with profile %s', async (file) => {
  await using opened = await open(file);
  const { trial } = opened;
  const before = await trial.snapshot();
  for (const command of ['VERSION', 'ADD', 'CHECK', 'DEL', 'DEL'])
    expect([command, told(await trial.call(command))]).toEqual([
      command,
      expect.stringMatching(/^exit status 0/),
    ]);
  expect(await trial.since(before)).toEqual([]);
  expect(trial.judgements.filter(({ ok }) => !ok)).toEqual([]);
});

test('it refuses what its profile calls malformed, and notices every damage', async () => {
  const file = files.at(-1) ?? '';
  const { malformed = [], damages = [] } = loadProfile(`${folder}/${file}`);
  expect([malformed.length, damages.length]).toEqual([2, 2]);
  for (const conf of malformed) {
    await using opened = await open(file);
    expect((await opened.trial.call('ADD', { conf })).exitCode).toBe(1);
  }
  for (const { where, run } of damages) {
    await using opened = await open(file);
    const { trial } = opened;
    await trial.add();
    await trial.sh(where === 'container' ? trial.container : trial.host, run.join('\n'));
    expect((await trial.call('CHECK')).exitCode).toBe(1);
  }
});
