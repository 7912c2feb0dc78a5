import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cases } from './cases/index.ts';
import type { Call } from './conformance/call.ts';
import type { Case } from './conformance/case.ts';
import { invariants } from './conformance/invariants.ts';
import { type Level, type Requirement, requirements } from './conformance/requirement.ts';

/** As much of a case, on plugins or on runtimes, as says what it judges. */
type Judging = Pick<Case, 'name' | 'judges'>;

/** A call that went like this, and nothing else of interest. */
function aCall(exitCode: number, json: unknown): Call {
  const nothing = { argv: [], place: 'host', signal: null, stderr: '', ms: 1, timedOut: false };
  const asked = { command: 'ADD', env: {}, stdin: '{}', reproduce: '' };
  return { ...nothing, ...asked, exitCode, stdout: JSON.stringify(json), json } as Call;
}

/** What is judged at every call, so that no case has to name it. */
const always = [aCall(0, {}), aCall(1, { code: 7, msg: 'no' })].flatMap((call) =>
  invariants(call, false).map(({ requirement }) => requirement),
);

/** The experiments on runtimes, from where they stand; none if there are none. */
async function casesOfRuntimes(): Promise<readonly Judging[]> {
  const path = resolve(import.meta.dirname, 'runtime/cases/index.ts');
  if (!existsSync(path)) return [];
  const { runtimeCases } = (await import(pathToFileURL(path).href)) as { runtimeCases: readonly Judging[] };
  return runtimeCases;
}

const runtimeCases = await casesOfRuntimes();
const judgedOf = {
  plugin: new Set([...always, ...cases.flatMap(({ judges }) => judges)]),
  runtime: new Set(runtimeCases.flatMap(({ judges }) => judges)),
};
type Side = keyof typeof judgedOf;

function of(side: Side, level?: Level): Requirement[] {
  const bound = requirements.filter((one) => one.side === side || one.side === 'both');
  return level ? bound.filter((one) => one.level === level) : bound;
}

/** Part of a side's requirements of one level that is judged; those that no case can judge count against it. */
function coverage(side: Side, level: Level): number {
  const all = of(side, level);
  return all.filter(({ id }) => judgedOf[side].has(id)).length / all.length;
}

const ids = requirements.map(({ id }) => id);
const fields = ['id', 'level', 'section', 'side', 'quote', 'title', 'text', 'settled', 'unjudged'];

/** Requirements of which something does not hold, by ID. */
function wrong(holds: (one: Requirement) => boolean): string[] {
  return requirements.filter((one) => !holds(one)).map(({ id }) => id);
}

test('every requirement has an ID of its own, in groups and by number', () => {
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(ids.filter((id) => !/^[A-Z]+-\d\d[a-z]?$/.test(id))).toEqual([]);
  const groups = ids.map((id) => id.split('-')[0]);
  expect(groups.filter((group, at) => groups[at - 1] !== group && groups.indexOf(group) !== at)).toEqual([]);
});

test('every requirement says where it stands, in which words, and what it comes to', () => {
  const said = (text: string) => text !== '' && text === text.trim() && !text.includes('\n');
  expect(wrong(({ section, quote, title }) => [section, quote, title].every(said))).toEqual([]);
  expect(wrong((one) => Object.keys(one).every((key) => fields.includes(key)))).toEqual([]);
  expect(wrong(({ title, quote }) => title !== quote && title.length <= 120)).toEqual([]);
  expect(wrong(({ settled = 'x', unjudged = 'x' }) => said(settled) && said(unjudged))).toEqual([]);
});

test('levels, sides and texts are those there are', () => {
  expect(wrong(({ level }) => ['must', 'should', 'may'].includes(level))).toEqual([]);
  expect(wrong(({ side }) => ['plugin', 'runtime', 'both'].includes(side))).toEqual([]);
  expect(wrong(({ text = 'tag' }) => ['tag', 'main'].includes(text))).toEqual([]);
});

test('what every call is judged by is a requirement', () => {
  expect(always.length).toBeGreaterThan(0);
  expect(always.filter((id) => !ids.includes(id))).toEqual([]);
});

test.each([
  { whom: 'plugins', given: cases },
  { whom: 'runtimes', given: runtimeCases },
])('every case on $whom judges requirements that exist', ({ given }) => {
  const unknown = given.flatMap(({ name, judges }) =>
    judges.filter((id) => !ids.includes(id)).map((id) => `${name}: ${id}`),
  );
  expect(unknown).toEqual([]);
});

test('what is said to be beyond judging is judged by no case', () => {
  const beyond = requirements.filter(({ unjudged }) => unjudged !== undefined).map(({ id }) => id);
  expect(beyond.filter((id) => judgedOf.plugin.has(id) || judgedOf.runtime.has(id))).toEqual([]);
});

test('every requirement on plugins is judged by a case, or says why not', () => {
  const left = of('plugin').filter(({ id, unjudged }) => !unjudged && !judgedOf.plugin.has(id));
  expect(left.map(({ id }) => id)).toEqual([]);
});

test('cases judge 95 % of what plugins must do, and 85 % of what they should', () => {
  expect(coverage('plugin', 'must')).toBeGreaterThanOrEqual(0.95);
  expect(coverage('plugin', 'should')).toBeGreaterThanOrEqual(0.85);
});

test('cases judge 85 % of what runtimes must do', () => {
  expect(coverage('runtime', 'must')).toBeGreaterThanOrEqual(0.85);
});

test('the document on what was settled names what exists, and all that only one text has', () => {
  const told = readFileSync(resolve(import.meta.dirname, '../docs/conformance-settled.md'), 'utf8');
  const named = new Set(told.match(/\b[A-Z]+-\d\d[a-z]?\b/g));
  expect([...named].filter((id) => !ids.includes(id))).toEqual([]);
  expect(wrong(({ id, text }) => text === undefined || named.has(id))).toEqual([]);
});
