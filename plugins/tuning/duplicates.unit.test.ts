import fc from 'fast-check';
import { duplicateName } from './duplicates.ts';

describe('duplicateName()', () => {
  test.each([
    ['{"sysctl":{"a":"1","a":"2"}}', 'a'],
    ['{"x":[{"a":1}],"SysCtl":{"b":"{","a\\"":"1","a\\"":"2"}}', 'a"'],
    ['{"sysctl":{"\\u0061":"1","a":"2"}}', 'a'],
    ['{"sysctl":{"a":"1","b":"a"},"a":{"sysctl":{"a":1,"a":1}}}', undefined],
    ['{"sysctl":["a","a"],"a":1,"a":2}', undefined],
    ['{"sysctl":{"a":":","b":"\\":"}}', undefined],
  ])('finds in %s: %j', (text, name) => {
    expect(duplicateName(text, ['sysctl'])).toBe(name);
  });

  test('follows a longer path', () => {
    expect(duplicateName('{"args":{"cni":{"sysctl":{"a":1,"a":1}}}}', ['args', 'cni', 'sysctl'])).toBe('a');
  });

  test('finds nothing in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(duplicateName(JSON.stringify({ sysctl: value }), ['sysctl'])).toBeUndefined();
      }),
    );
  });
});
