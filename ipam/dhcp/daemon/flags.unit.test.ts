import fc from 'fast-check';
import { parseDuration } from './duration.ts';
import { defaults, parseFlags } from './flags.ts';

test('flags are read as Go reads them: one dash or two, a value after "=" or a blank, a switch alone', () => {
  const words = [
    '-timeout',
    '2s',
    '--resendmax=1m30s',
    '-broadcast',
    '--resendtimeout',
    '8s',
    '-hostprefix=/host',
  ];
  expect(parseFlags(words)).toEqual({
    ...defaults,
    timeout: 2000,
    resendMax: 90_000,
    resendTimeout: 8000,
    broadcast: true,
    hostPrefix: '/host',
  });
  expect(parseFlags(['-broadcast=false', '-socketpath', '/run/x.sock', '--pidfile=/run/x'])).toMatchObject({
    broadcast: false,
    socketPath: '/run/x.sock',
    pidFile: '/run/x',
  });
});

test('without flags the times are those of the reference: 10 s, 62 s, 208 s', () => {
  expect(parseFlags([])).toMatchObject({ timeout: 10_000, resendMax: 62_000, resendTimeout: 208_000 });
});

test.each([
  [['-pidfile', 'dhcp.pid'], '"-pidfile" "dhcp.pid" is not absolute'],
  [['-timeout', 'soon'], 'is no duration'],
  [['-timeout', '0'], 'is no duration'],
  [['-timeout'], '"-timeout" needs a value'],
  [['-pidfilepath', '/x'], 'there is no flag "-pidfilepath"'],
  [['-constructor', '/x'], 'there is no flag'],
  [['now'], '"now" is no flag'],
  [['-broadcast=perhaps'], 'neither true nor false'],
])('%j is refused: %s', (words, state) => {
  expect(() => parseFlags(words)).toThrow(state);
});

test.each([
  ['10s', 10_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['300ms', 300],
  ['250us', 0.25],
  ['0', 0],
])('the duration %s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test('no text makes the parser of durations throw, and none is below zero', () => {
  fc.assert(fc.property(fc.string(), (text) => (parseDuration(text) ?? 0) >= 0));
  expect([parseDuration('-5s'), parseDuration('5'), parseDuration('s'), parseDuration('')]).toEqual(
    Array(4).fill(undefined),
  );
});
