import { asCniError, CniError, Code } from './errors.ts';

describe('CniError', () => {
  test('toObject gives the error object of the specification, in its order', () => {
    const error = new CniError(Code.invalidConfig, 'Cannot use "mtu" "x": not a number', 'evidence');
    expect(JSON.stringify(error.toObject('1.0.0'))).toBe(
      '{"cniVersion":"1.0.0","code":7,"msg":"Cannot use \\"mtu\\" \\"x\\": not a number","details":"evidence"}',
    );
  });

  test.each([undefined, ''])('toObject leaves out details %j', (details) => {
    expect(new CniError(Code.io, 'x', details).toObject('0.4.0')).toEqual({
      cniVersion: '0.4.0',
      code: 5,
      msg: 'x',
    });
  });

  test('keeps its cause', () => {
    const cause = new Error('EACCES');
    expect(new CniError(Code.io, 'x', undefined, cause).cause).toBe(cause);
    expect(new CniError(Code.io, 'x')).not.toHaveProperty('cause');
  });
});

describe('Code', () => {
  test('uses none of the reserved numbers for a purpose of our own', () => {
    const reserved = Object.values(Code).filter((code) => code < 100);
    expect(reserved.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 11, 50, 51]);
  });

  test('gives every number one meaning', () => {
    expect(new Set(Object.values(Code)).size).toBe(Object.keys(Code).length);
  });
});

describe('asCniError', () => {
  test('returns a CniError as it is', () => {
    const error = new CniError(Code.io, 'x');
    expect(asCniError(error)).toBe(error);
  });

  test.each([
    [new TypeError('x is not a function'), 'Internal error: TypeError: x is not a function'],
    ['just text', 'Internal error: just text'],
    [undefined, 'Internal error: undefined'],
  ])('makes of %p a defect of ours', (thrown, message) => {
    const { code, message: said, cause } = asCniError(thrown);
    expect({ code, said, cause }).toEqual({ code: 199, said: message, cause: thrown });
  });
});
