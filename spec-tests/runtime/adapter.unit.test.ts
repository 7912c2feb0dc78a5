import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requirements } from '../conformance/requirement.ts';
import { commandNames, optionNames, placeholders } from './adapter.ts';
import { runtimeCases } from './cases/index.ts';
import { canBeTold, lineOf, variablesOf } from './commandText.ts';
import { loadAdapter, parseAdapter } from './loadAdapter.ts';
import { inapplicable } from './runtimeCase.ts';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const least = { name: 'x', commands: { add: 'x add {network} {netns}', del: 'x del' } };

describe('an adapter', () => {
  test('needs a name and two commands, the rest has defaults', () => {
    expect(parseAdapter(least, '/here')).toMatchObject({
      confDir: '/etc/cni/net.d',
      cacheDir: '/var/lib/cni',
      env: {},
      prepare: [],
      folder: '/here',
    });
    expect(parseAdapter(least, '/here').versions.at(-1)).toBe('1.1.0');
  });

  test.each<[string, unknown, string]>([
    ['a list', [], 'it is not an object'],
    ['an unknown key', { ...least, colour: 'red' }, '"colour" "red": unknown key; there are $schema, name,'],
    ['no name', { commands: least.commands }, '"name": not a text'],
    [
      'no del',
      { ...least, commands: { add: 'x' } },
      '"commands" {"add":"x"}: needs at least "add" and "del"',
    ],
    [
      'an unknown command',
      { ...least, commands: { ...least.commands, ls: 'x' } },
      '"commands.ls" "x": unknown key',
    ],
    [
      'an unknown placeholder',
      { ...least, env: { A: '{netnss}' } },
      '"env.A" "{netnss}": no placeholder {netnss}',
    ],
    ['a folder elsewhere', { ...least, confDir: '/home/x' }, '"confDir" "/home/x": not a path below /etc'],
    ['a version that is none', { ...least, versions: ['1.2'] }, '"versions" ["1.2"]: not a list of 0.1.0'],
    ['a reason for nothing', { ...least, cannot: { fly: 'no' } }, '"cannot.fly" "no": unknown key'],
  ])('with %s is refused with key and value', (_, json, message) => {
    expect(() => parseAdapter(json, '/')).toThrow(message);
  });

  test('that cannot be read says which file it is', () => {
    expect(() => loadAdapter('/nowhere.json')).toThrow('Cannot use adapter "/nowhere.json": ENOENT');
  });

  test.each(readdirSync(file('adapters')))('%s is one', (name) => {
    expect(loadAdapter(file(`adapters/${name}`)).name).not.toBe('');
  });

  test('has a schema that knows the same keys', () => {
    const schema = JSON.parse(readFileSync(file('adapter.schema.json'), 'utf8'));
    expect(Object.keys(schema.properties.commands.properties)).toEqual([...commandNames]);
    expect(Object.keys(schema.properties.options.properties)).toEqual([...optionNames]);
    for (const name of placeholders) expect(schema.description).toContain(`{${name}}`);
    const all = Object.fromEntries(Object.keys(schema.properties).map((key) => [key, undefined]));
    expect(() => parseAdapter({ ...all, ...least }, '/')).not.toThrow();
  });
});

describe('a command', () => {
  const options = { args: '--args {args}', valid: '-v {containerId}/{ifname}', noneValid: '--none' };
  const commands = { add: `x add {args} {network} \${HOME}`, del: 'x', gc: 'x gc {valid}' };
  const adapter = parseAdapter({ name: 'x', commands, options, env: { IF: '{ifname}' } }, '/here');

  test('has each value as one word of shell, and no option for what has none', () => {
    expect(lineOf(adapter, 'add', { network: "it's", args: 'A=B;C=D' })).toBe(
      `x add --args 'A=B;C=D' 'it'\\''s' \${HOME}`,
    );
    expect(lineOf(adapter, 'add', { network: 'n' })).toBe(`x add  n \${HOME}`);
  });

  test('names every valid attachment, or says that there is none', () => {
    const valid = [1, 2].map((n) => ({ containerId: `c${n}`, ifname: 'eth0' }));
    expect(lineOf(adapter, 'gc', { valid })).toBe('x gc -v c1/eth0 -v c2/eth0');
    expect(lineOf(adapter, 'gc', { valid: [] })).toBe('x gc --none');
  });

  test('gets the variables that have a value', () => {
    expect(variablesOf(adapter, { ifname: 'a b' })).toEqual({ IF: 'a b' });
    expect(variablesOf(adapter, {})).toEqual({});
  });

  test('can be told what stands in it or in a variable', () => {
    expect(['args', 'ifname', 'valid', 'netns'].map((name) => canBeTold(adapter, name as 'args'))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('a case', () => {
  const given = { name: 'a', title: 'A', judges: [], run: async () => {} };

  test('does not apply without the command it needs, for the reason that the adapter gives', () => {
    const adapter = parseAdapter({ ...least, cannot: { gc: 'it leaves that to others' } }, '/');
    const why = (need: 'gc' | 'check' | 'args') => inapplicable({ ...given, needs: [need] }, adapter, 'main');
    expect(why('gc')).toBe('it leaves that to others');
    expect(why('check')).toBe('the adapter has no command "check"');
    expect(why('args')).toBe('the adapter names {args} neither in a command nor in a variable');
  });

  test('does not apply to an older runtime, or to another text', () => {
    const adapter = parseAdapter({ ...least, versions: ['1.0.0'] }, '/');
    expect(inapplicable({ ...given, since: '1.1.0' }, adapter, 'main')).toBe(
      'the runtime does not support 1.1.0',
    );
    expect(inapplicable({ ...given, text: 'main' }, adapter, 'tag')).toBe('not in the text of the tag');
    expect(inapplicable(given, adapter, 'main')).toBeUndefined();
  });

  test('has a name of its own, and judges requirements that bind runtimes', () => {
    const names = runtimeCases.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    const binding = requirements.filter(({ side }) => side !== 'plugin').map(({ id }) => id);
    expect(runtimeCases.flatMap(({ judges }) => judges).filter((id) => !binding.includes(id))).toEqual([]);
  });

  test('there is one for every requirement that binds runtimes alone', () => {
    const judged = runtimeCases.flatMap(({ judges }) => judges);
    const alone = requirements.filter(({ side, unjudged }) => side === 'runtime' && !unjudged);
    expect(alone.map(({ id }) => id).filter((id) => !judged.includes(id))).toEqual([]);
  });
});
