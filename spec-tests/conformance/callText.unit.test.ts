import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { commandLine } from './callText.ts';

/** What a script that calls sha256sum in the place of a plugin, and goes on, says. */
function byHand(stdin: string): string {
  const line = commandLine('/usr/bin', 'sha256sum', { PATH: '/usr/bin:/bin' }, stdin, {});
  const input = `sh <<'BY_HAND'\n${line}\necho the end\nBY_HAND`;
  return execFileSync('sh', { input, encoding: 'utf8' });
}

function sum(stdin: string): string {
  return createHash('sha256').update(stdin).digest('hex');
}

test.each([
  ['1 MiB of one letter', 'x'.repeat(1024 * 1024)],
  ['depth', '['.repeat(1024 * 1024)],
  ['NUL', '\0'.repeat(1024)],
  ['what a terminal does not show', '\r\n\t {}\x1b[2J'],
  ['what would end the here-document', '{}\nCONF\nreboot'],
  ['what would end the script', '{}\nBY_HAND\nreboot'],
])('commandLine() hands on %s as it is, and nothing after it is swallowed', (_, stdin) => {
  expect(byHand(stdin)).toBe(`${sum(stdin)}  -\nthe end\n`);
  expect(commandLine('/x', 'y', {}, stdin, {}).length).toBeLessThan(20_000);
});

test('commandLine() shows an ordinary configuration as it is', () => {
  const conf = '{"name":"ä"}';
  expect(commandLine('/x', 'y', { A: 'b c' }, conf, {})).toBe(`env -i 'A=b c' /x/y <<'CONF'\n${conf}\nCONF`);
  expect(byHand(conf)).toBe(`${sum(`${conf}\n`)}  -\nthe end\n`);
});

test('commandLine() says of what is too long even so that it is not repeated, and the script goes on', () => {
  const long = randomBytes(30_000).toString('hex');
  expect(commandLine('/x', 'y', {}, long, {})).toMatch(
    /^env -i \/x\/y <\/dev\/null # not repeated: .* 60000 /,
  );
  expect(byHand(long)).toBe(`${sum('')}  -\nthe end\n`);
});
