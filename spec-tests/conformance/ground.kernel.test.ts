import { writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { needs } from '../../lib/testing/needs.ts';
import { fromSource, scriptedPlugin, start } from './testCommandLine.ts';

beforeAll(() => needs('ip', 'unshare', 'mount', 'base64', 'gzip'));

test('what needs an ADD that fails cannot be judged, which is 2; what does not apply is 0', async () => {
  using plugin = scriptedPlugin(
    'failing',
    `ADD) echo '{"cniVersion":"1.0.0","code":100,"msg":"no"}'; exit 1;;`,
  );
  const only = (ids: string) => start([...plugin.args, '--only', ids], fromSource);
  const groundless = await only('DEL-09,CHK-06');
  expect(groundless.stdout).toContain('cannot be judged: ADD fails here: exit status 1, code 100: no');
  expect(groundless.exitCode).toBe(2);
  const apart = await only('GC-01');
  expect(apart.stdout).toMatch(/^ {2}SKIP {2}GC-01 /m);
  expect(apart.exitCode).toBe(0);
});

test('a script repeats by hand what a plugin does with 1 MiB on standard input', async () => {
  using plugin = scriptedPlugin('narrow', '');
  const answer = `{"cniVersion":"1.0.0","code":100,"msg":"too long"}`;
  const refuse = `[ $(head -c 100000 | wc -c) -lt 100000 ] || { echo '${answer}'; exit 7; }`;
  const add = `[ "$CNI_COMMAND" != ADD ] || echo '{"cniVersion":"1.0.0","interfaces":[]}'`;
  const version = `[ "$CNI_COMMAND" != VERSION ] || echo '{"cniVersion":"1.0.0","supportedVersions":["1.0.0"]}'`;
  await writeFile(`${plugin.folder}/narrow`, `#!/bin/sh\n${refuse}\n${version}\n${add}\n`);
  const { stdout } = await start([...plugin.args, '--only', 'EXEC-13', '--format', 'json'], fromSource);
  const [{ requirements }] = JSON.parse(stdout).subjects;
  const { findings } = requirements.find(({ id }: { id: string }) => id === 'EXEC-13');
  const [{ seen, reproduce }] = findings;
  expect(seen).toBe('exit status 7, code 100: too long');
  const byHand = await execa('sh', { input: reproduce, reject: false });
  expect([byHand.exitCode, byHand.stdout]).toEqual([7, expect.stringContaining('too long')]);
});
