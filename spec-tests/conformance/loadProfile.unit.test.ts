import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { profiles } from '../profiles/index.ts';
import { builtInProfile, guessProfile, judgeProfile, loadProfile } from './loadProfile.ts';
import { profileSchema, publishedSchema } from './profileSchema.ts';
import { bad, filled, good, least } from './testProfiles.ts';
import { accepts, type Schema } from './testSchema.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): unknown => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'));
const published = read('profile.schema.json') as Schema;
const files = readdirSync(`${root}/profiles`).filter((name) => name.endsWith('.json'));

test.each(good)('a profile with %s is accepted, by the loader and by the published schema', (_, profile) => {
  expect(() => judgeProfile(profile, 'f.json')).not.toThrow();
  expect(accepts(published, profile)).toBe(true);
});

test.each(bad)(
  'a profile with %s is refused, by the loader and by the published schema',
  (_, profile, error) => {
    expect(() => judgeProfile(profile, 'f.json')).toThrow(new Error(error));
    expect(accepts(published, profile)).toBe(false);
  },
);

test('every mistake is told at once, a line for each', () => {
  const act = () => judgeProfile({ ...least, kind: 'main', one: 1, two: 2 }, 'f.json');
  expect(act).toThrow(/"kind" "main".*\n.*"one" 1.*\n.*"two" 2/);
});

test('the published schema is the one that the loader judges by', () => {
  expect(published).toEqual(publishedSchema());
});

test('the type, the loader and the published schema have the same keys, and the samples all of them', () => {
  const keys = Object.keys(profileSchema.shape).sort();
  expect(Object.keys((published.properties ?? {}) as object).sort()).toEqual(keys);
  expect(Object.keys({ $schema: '', ...least, ...filled }).sort()).toEqual(keys);
});

test('every key is explained in the published schema and on the page about profiles', () => {
  const page = readFileSync(`${root}/../docs/conformance-profile.md`, 'utf8');
  const keys = Object.entries(published.properties as Record<string, Schema>);
  expect(keys.filter(([, schema]) => !schema.description).map(([key]) => key)).toEqual([]);
  expect(keys.filter(([key]) => !page.includes(`\n| \`${key}\` `)).map(([key]) => key)).toEqual([]);
});

test.each(files)(
  '%s is a profile for the loader and for the published schema, and says what is special',
  (file) => {
    const profile = loadProfile(`${root}/profiles/${file}`);
    expect(`${profile.type}.json`).toBe(file);
    expect(profile.notes).toBeTruthy();
    expect(accepts(published, read(`profiles/${file}`))).toBe(true);
  },
);

test('every shipped profile is built in', () => {
  expect(
    Object.keys(profiles)
      .map((type) => `${type}.json`)
      .sort(),
  ).toEqual(files.sort());
  for (const type of Object.keys(profiles)) expect(builtInProfile(type)?.type).toBe(type);
});

test('a type that nobody has described has no profile, not even one named like a method', () => {
  expect(builtInProfile('mine')).toBeUndefined();
  expect(builtInProfile('toString')).toBeUndefined();
  expect(guessProfile('bridge')).toEqual(builtInProfile('bridge'));
  expect(() => guessProfile('mine')).toThrow(
    /^Cannot judge plugin "mine": no profile .*docs\/conformance-profile\.md .*--profile FILE/,
  );
});

test('the least that is shown for an unknown type is a profile', () => {
  const message = (() => {
    try {
      guessProfile('mine');
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  })();
  expect(judgeProfile(JSON.parse(message.slice(message.indexOf('{'))), 'least').type).toBe('mine');
});

describe('a file', () => {
  const folder = mkdtempSync(`${tmpdir()}/profile-`);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is read, without the key that is for editors', () => {
    writeFileSync(`${folder}/a.json`, JSON.stringify({ ...least, $schema: 's' }));
    expect(loadProfile(`${folder}/a.json`)).toEqual(least);
  });

  test('that is not there, or not JSON, is named in the error', () => {
    writeFileSync(`${folder}/b.json`, '{');
    expect(() => loadProfile(`${folder}/none.json`)).toThrow(`Cannot read profile "${folder}/none.json": `);
    expect(() => loadProfile(`${folder}/b.json`)).toThrow(`Cannot read profile "${folder}/b.json": `);
  });
});
