import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../lib/testing/needs.ts';
import { word } from '../conformance/journal.ts';
import { requirementOf } from '../conformance/requirement.ts';
import type { Adapter } from './adapter.ts';
import { parseAdapter } from './loadAdapter.ts';
import { judgeRuntime } from './main.ts';
import { runtimeMutants } from './testRuntimeMutants.ts';

const correct = readFileSync(new URL('testToyRuntime.mjs', import.meta.url), 'utf8');

/** The adapter of a toy in a folder of its own. */
function toyIn(folder: string, source: string): Adapter {
  writeFileSync(join(folder, 'toy.mjs'), source);
  const line = (command: string) => `${word(process.execPath)} {adapter}/toy.mjs ${command}`;
  const commands = ['add', 'check', 'del', 'gc', 'status'].map((name) => [name, line(name)]);
  const env = {
    NETWORK: '{network}',
    NETNS: '{netns}',
    CONTAINER: '{containerId}',
    IFNAME: '{ifname}',
    ARGS: '{args}',
    CAPABILITIES: '{capabilityArgs}',
    VALID: '{valid}',
    CONF: '{confDir}',
    CACHE: '{cacheDir}',
    PLUGINS: '{cniPath}',
  };
  return parseAdapter({ name: 'toy', commands: Object.fromEntries(commands), env }, folder);
}

/** What a requirement says when it is broken. */
function found(requirement: string): string {
  return { must: 'FAIL', should: 'WARN', may: 'INFO' }[requirementOf(requirement).level];
}

let folder: string;
beforeAll(() => needs('unshare', 'nsenter', 'mount', 'ip'));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('nothing is held against a small runtime that does what it should', async () => {
  const { answers, runs } = await judgeRuntime(toyIn(folder, correct), { jobs: 2 });
  const held = answers.filter(({ verdict }) => verdict === 'FAIL' || verdict === 'WARN');
  expect(held.map(({ requirement, findings }) => [requirement.id, findings[0]])).toEqual([]);
  expect(runs.filter(({ broken }) => broken)).toEqual([]);
  const verdicts = new Map(answers.map(({ requirement, verdict }) => [requirement.id, verdict]));
  const blind = runtimeMutants.filter(({ finds }) =>
    ['SKIP', found(finds)].includes(verdicts.get(finds) ?? 'SKIP'),
  );
  expect(blind).toEqual([]);
}, 180_000);

test.each(runtimeMutants)('$finds finds a runtime that $does', async ({ finds, instead, put }) => {
  expect({ instead, times: correct.split(instead).length - 1 }).toEqual({ instead, times: 1 });
  const mutant = toyIn(
    folder,
    correct.replace(instead, () => put),
  );
  const { answers } = await judgeRuntime(mutant, { jobs: 2, only: [finds] });
  expect(answers).toEqual([expect.objectContaining({ verdict: found(finds) })]);
});
