import { Fields } from './fields.ts';

const fields = (json: Record<string, unknown>, path = '') =>
  new Fields(json, ['text', 'number', 'object', 'list'], { path, code: 7 });

const even = (text: string) => (text.length % 2 ? 'of odd length' : undefined);

/** What a reader says about `value`. */
function message(read: (fields: Fields) => unknown, json: Record<string, unknown>, path = ''): string {
  try {
    return `read ${JSON.stringify(read(fields(json, path)))}`;
  } catch (error) {
    expect(error).toMatchObject({ name: 'CniError', code: 7 });
    return (error as Error).message;
  }
}

describe('Fields', () => {
  test.each([undefined, null])('every reader takes %p for absent', (value) => {
    const json = { text: value, number: value, object: value, list: value };
    const absent = fields(json);
    expect(absent.text('text')).toBeUndefined();
    expect(absent.judged('text', () => 'never')).toBeUndefined();
    expect(absent.integer('number')).toBeUndefined();
    expect(absent.object('object')).toBeUndefined();
    expect(absent.fields('object', [])).toBeUndefined();
    expect(absent.texts('list', () => 'never')).toBeUndefined();
    expect(absent.objects('list', [], () => 'never')).toBeUndefined();
  });

  test('takes keys in any letter case and never reads one that is not known', () => {
    const read = fields({ TEXT: 'x', other: 'y' });
    expect(read.text('text')).toBe('x');
    expect(read.text('other')).toBeUndefined();
    expect(read.text('toString')).toBeUndefined();
  });

  test.each([
    ['x', 'read "x"'],
    ['', 'read ""'],
    [5, 'Cannot use "text" 5: not a string'],
    [['x'], 'Cannot use "text" ["x"]: not a string'],
  ])('text of %j: %s', (value, expected) => {
    expect(message((read) => read.text('text'), { text: value })).toBe(expected);
  });

  test.each([
    ['ab', 'read "ab"'],
    ['', 'read ""'],
    ['a', 'Cannot use "text" "a": of odd length'],
    [5, 'Cannot use "text" 5: not a string'],
  ])('judged of %j: %s', (value, expected) => {
    expect(message((read) => read.judged('text', even), { text: value })).toBe(expected);
  });

  test.each([
    [0, 'read 0'],
    [4294967295, 'read 4294967295'],
    [4294967296, 'Cannot use "number" 4294967296: not a whole number from 0 to 4294967295'],
    [-1, 'Cannot use "number" -1: not a whole number from 0 to 4294967295'],
    [1.5, 'Cannot use "number" 1.5: not a whole number from 0 to 4294967295'],
    ['1', 'Cannot use "number" "1": not a whole number from 0 to 4294967295'],
    [true, 'Cannot use "number" true: not a whole number from 0 to 4294967295'],
    [[], 'Cannot use "number" []: not a whole number from 0 to 4294967295'],
  ])('integer of %j: %s', (value, expected) => {
    expect(message((read) => read.integer('number'), { number: value })).toBe(expected);
  });

  test('integer goes down to the lowest number asked for', () => {
    expect(message((read) => read.integer('number', -1), { number: -1 })).toBe('read -1');
    expect(message((read) => read.integer('number', -1), { number: -2 })).toMatch(/from -1 to/);
  });

  test.each([
    [{ a: 1 }, 'read {"a":1}'],
    [[], 'Cannot use "object" []: not an object'],
    ['x', 'Cannot use "object" "x": not an object'],
  ])('object of %j: %s', (value, expected) => {
    expect(message((read) => read.object('object'), { object: value })).toBe(expected);
  });

  test.each([
    [['ab', ''], 'read ["ab",""]'],
    [[], 'read []'],
    [['ab', 'a'], 'Cannot use "list[1]" "a": of odd length'],
    [['ab', null], 'Cannot use "list[1]" null: not a string'],
    ['ab', 'Cannot use "list" "ab": not a list'],
    [{ 0: 'ab' }, 'Cannot use "list" {"0":"ab"}: not a list'],
  ])('texts of %j: %s', (value, expected) => {
    expect(message((read) => read.texts('list', even), { list: value })).toBe(expected);
  });

  test.each([
    [[{ A: 'x' }, {}], 'read ["x",null]'],
    [[{}, 5], 'Cannot use "list[1]" 5: not an object'],
    [[null], 'Cannot use "list[0]" null: not an object'],
    [[{}, { a: 5 }], 'Cannot use "list[1].a" 5: not a string'],
    [{}, 'Cannot use "list" {}: not a list'],
  ])('objects of %j: %s', (value, expected) => {
    const read = (outer: Fields) => outer.objects('list', ['a'], (inner) => inner.text('a') ?? null);
    expect(message(read, { list: value })).toBe(expected);
  });

  test('names the whole way to a member', () => {
    const read = (outer: Fields) =>
      outer.fields('object', ['list'])?.objects('list', ['a'], (inner) => inner.text('a'));
    const json = { object: { list: [{ a: {} }] } };
    expect(message(read, json, 'prevResult')).toBe(
      'Cannot use "prevResult.object.list[0].a" {}: not a string',
    );
  });

  test('refusal leaves out the value of a member that is missing', () => {
    expect(fields({}).refusal('text', 'is missing').message).toBe('Cannot use "text": is missing');
  });

  test('refusal keeps a hostile key from acting on a terminal', () => {
    expect(fields({}, 'a\u001b[2J').refusal('text', 'x').message).toBe('Cannot use "a\\u001b[2J.text": x');
  });
});
