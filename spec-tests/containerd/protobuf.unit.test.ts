import { field, firstText } from './protobuf.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('field() writes numbers, text and messages as the wire format has them', () => {
  expect(hex(field(1, 150))).toBe('089601');
  expect(hex(field(2, 'testing'))).toBe('120774657374696e67');
  expect(hex(field(3, field(1, 150)))).toBe('1a03089601');
  expect(hex(field(1, 0))).toBe('0800');
});

test('firstText() reads what field() wrote', () => {
  expect(firstText(field(1, '4f'.repeat(32)))).toBe('4f'.repeat(32));
});
