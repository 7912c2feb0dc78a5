import type { Call } from './call.ts';
import { invariants } from './invariants.ts';

const conf = '{"cniVersion":"1.0.0","name":"net","type":"x"}';
const error = { cniVersion: '1.0.0', code: 7, msg: 'Cannot use "mtu" "x": no number' };

/** A call that came to this; by default ADD that failed with `error`. */
function call(change: Partial<Call> & { said?: unknown } = {}): Call {
  const { said = error, ...rest } = change;
  const stdout = typeof said === 'string' ? said : JSON.stringify(said);
  return {
    command: 'ADD',
    env: { CNI_COMMAND: 'ADD' },
    stdin: conf,
    reproduce: '',
    argv: [],
    place: 'host',
    exitCode: 1,
    signal: null,
    stdout,
    stderr: '',
    ms: 1,
    timedOut: false,
    json: parsed(stdout),
    ...rest,
  };
}

function parsed(text: string): Call['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is broken, as "EXEC-04", or "ERR-01 may" where a judgement has a level of its own. */
function broken(change: Parameters<typeof call>[0]): string[] {
  const found = invariants(call(change), false).filter(({ ok }) => !ok);
  return found.map(({ requirement, level }) => (level ? `${requirement} ${level}` : requirement));
}

const of = (command: string): Partial<Call> => ({ command, env: { CNI_COMMAND: command }, exitCode: 0 });
const result = { cniVersion: '1.0.0', interfaces: [] };

test('a good error, a good result and a silent success break nothing', () => {
  expect(broken({})).toEqual([]);
  expect(broken({ exitCode: 2, said: { ...error, code: 100, details: 'more' } })).toEqual([]);
  expect(broken({ exitCode: 0, said: result })).toEqual([]);
  expect(broken({ ...of('DEL'), said: '' })).toEqual([]);
  expect(broken({ exitCode: 0, said: `\n ${JSON.stringify(result)}\n\n` })).toEqual([]);
});

test('a good call is judged all the same, so that a report can say what it is good for', () => {
  const requirements = new Set(invariants(call(), false).map(({ requirement }) => requirement));
  const all = ['EXEC-14', 'EXEC-17', 'EXEC-07', 'EXEC-04', 'ERR-01', 'ERR-02', 'ERR-04'];
  expect([...requirements]).toEqual(all);
});

test.each<[string, Parameters<typeof call>[0], string[]]>([
  ['does not end', { timedOut: true, signal: 'SIGKILL', exitCode: null, said: '' }, ['EXEC-14']],
  ['is ended by a signal', { signal: 'SIGSEGV', exitCode: null, said: '' }, ['EXEC-17']],
  ['is ended by a signal, as a shell tells it', { exitCode: 139, said: '' }, ['EXEC-17', 'EXEC-04']],
  ['panics', { exitCode: 2, said: '', stderr: 'panic: x\n\ngoroutine 1 [running]:' }, ['EXEC-17', 'EXEC-04']],
  ['raises', { said: '', stderr: 'Traceback (most recent call last):\n' }, ['EXEC-17', 'EXEC-04']],
  ['fails without a word', { said: '' }, ['EXEC-04']],
  ['fails in prose', { said: 'no such bridge' }, ['EXEC-07 should', 'EXEC-04']],
  [
    'prints a result and an error',
    { said: JSON.stringify(result) + JSON.stringify(error) },
    ['EXEC-07 should', 'EXEC-04'],
  ],
  ['fails with a result', { said: result }, ['EXEC-04']],
  ['has its code in quotes', { said: { code: '7', msg: 'x' } }, ['EXEC-04']],
  ['has a broken code', { said: { code: 7.5, msg: 'x' } }, ['EXEC-04']],
  ['has a negative code', { said: { code: -1, msg: 'x' } }, ['EXEC-04']],
  ['logs before its result', { exitCode: 0, said: `up\n${JSON.stringify(result)}` }, ['EXEC-07', 'EXEC-05']],
  ['logs on VERSION', { ...of('VERSION'), said: 'up' }, ['EXEC-07']],
  ...['DEL', 'CHECK', 'GC', 'STATUS'].map((command): [string, Parameters<typeof call>[0], string[]] => [
    `says on ${command} that all went well`,
    { ...of(command), said: 'all went well' },
    ['EXEC-07 may'],
  ]),
  ['has no result on ADD', { exitCode: 0, said: '' }, ['EXEC-05']],
  ['has a list as a result', { exitCode: 0, said: '[]' }, ['EXEC-05']],
  ['has null as a result', { exitCode: 0, said: 'null' }, ['EXEC-05']],
  ['succeeds with an error', { exitCode: 0 }, ['EXEC-08']],
  ['succeeds with an error on DEL', of('DEL'), ['EXEC-08']],
  ['uses a code that is not in the specification', { said: { ...error, code: 8 } }, ['ERR-02']],
  ['uses code 0', { said: { ...error, code: 0 } }, ['ERR-02 may']],
  ['says nothing', { said: { ...error, msg: ' ' } }, ['ERR-01']],
  ['has details that are no text', { said: { ...error, details: {} } }, ['ERR-01']],
  ['leaves out the version', { said: { code: 7, msg: 'x' } }, ['ERR-01 may']],
  ['tells another version', { said: { ...error, cniVersion: '1.1.0' } }, ['ERR-01 may']],
  ['mixes a result into its error', { said: { ...error, ips: [] } }, ['ERR-04']],
])('a call that %s is found', (_, change, expected) => {
  expect(broken(change)).toEqual(expected);
});

test('only with input that has a version is there one to repeat', () => {
  expect(broken({ stdin: '{' })).toEqual([]);
  expect(broken({ stdin: 'null' })).toEqual([]);
  expect(broken({ stdin: '{"cniVersion":5}' })).toEqual([]);
});

test('a trace beside an error object is a log', () => {
  expect(broken({ stderr: 'panic: recovered' })).toEqual([]);
});

test('a call that was killed on purpose is not judged', () => {
  expect(invariants(call({ timedOut: true, signal: 'SIGKILL', exitCode: null }), true)).toEqual([]);
});
