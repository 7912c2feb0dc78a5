import { coloured, paintFor, plain } from './paint.ts';
import { oneLine, plainText } from './plainText.ts';

test('paintFor() colours on a terminal, unless NO_COLOR or TERM says otherwise', () => {
  expect(paintFor({ isTTY: true }, {})).toBe(coloured);
  expect(paintFor({}, {})).toBe(plain);
  expect(paintFor({ isTTY: true }, { NO_COLOR: '1' })).toBe(plain);
  expect(paintFor({ isTTY: true }, { TERM: 'dumb' })).toBe(plain);
});

test('plainText() keeps lines and shows what would act on a terminal', () => {
  expect(plainText('a\x1b[31m\r\n\tb\x9b\u202e\u{1f600}\ud83d')).toBe(
    'a\\x1b[31m\\x0d\n\tb\\x9b\\u202e\u{1f600}\\ud83d',
  );
  expect(oneLine('a\nb')).toBe('a\\nb');
});
