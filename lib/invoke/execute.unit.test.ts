import { closeSync, openSync } from 'node:fs';
import { execa } from 'execa';
import { execaRunner } from '../kernel/run.ts';
import type { Runner } from '../kernel/runner.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { executePlugin } from './execute.ts';

describe('executePlugin', () => {
  let spies: SpyPlugins;
  beforeEach(() => {
    spies = spyPlugins();
  });
  afterEach(() => spies[Symbol.dispose]());

  const run = (env: Record<string, string | undefined> = {}, stdin = '{}') =>
    executePlugin(execaRunner, `${spies.path}/spy`, { CNI_COMMAND: 'ADD', ...env }, stdin);
  const failing = (answer: object) => {
    spies.plant('spy', { ADD: { exit: 1, ...answer } });
    return run();
  };

  test('returns stdout as it is', async () => {
    spies.plant('spy', { ADD: { stdout: '{ "a" : 1 }\n' } });
    expect(await run()).toBe('{ "a" : 1 }\n');
  });

  test('hands over exactly the environment given, stdin, and no arguments', async () => {
    spies.plant('spy');
    await run({ CNI_ARGS: 'A=b c;D=é', EMPTY: '', GONE: undefined }, '{"name":"n"}');
    const [call] = spies.calls();
    expect(call).toMatchObject({ argc: 0, text: '{"name":"n"}' });
    const { PWD, _, SHLVL, ...env } = call?.env ?? {}; // the shell's own
    expect(env).toEqual({ CNI_COMMAND: 'ADD', CNI_ARGS: 'A=b c;D=é', EMPTY: '' });
  });

  test("throws the plugin's own code, message and details", async () => {
    const stdout = { cniVersion: '1.1.0', code: 11, msg: 'come back', details: 'no address' };
    await expect(failing({ stdout })).rejects.toMatchObject({
      code: 11,
      message: 'come back',
      details: 'no address',
    });
  });

  test('an error object counts whatever the exit status is', async () => {
    await expect(failing({ exit: 2, stdout: { code: 7, msg: 'm' } })).rejects.toMatchObject({
      code: 7,
      details: undefined,
    });
  });

  test.each([
    ['nothing at all', {}, 'exit status 1: no error message', undefined],
    ['one line on stderr', { stderr: 'no luck\n' }, 'exit status 1: no luck', undefined],
    [
      'lines on stderr',
      { stderr: 'panic: x\n  at y\n' },
      'exit status 1: panic: x',
      'stderr: panic: x\n  at y',
    ],
    ['text on stdout', { stdout: 'oops' }, 'exit status 1: no error object on stdout', 'stdout: oops'],
    [
      'a result on stdout',
      { stdout: { ips: [] } },
      'exit status 1: no error object on stdout',
      'stdout: {"ips":[]}',
    ],
    [
      'a code that is no number',
      { stdout: { code: '7', msg: 'm' } },
      'exit status 1: no error object',
      undefined,
    ],
    ['a signal', { before: 'kill -9 $$' }, 'ended by SIGKILL: no error message', undefined],
  ])('code 103 says how the plugin ended when it left %s', async (_, answer, message, details) => {
    const error = await failing(answer).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 103, message: expect.stringContaining(message) });
    expect(error).toMatchObject({ message: expect.stringContaining(`"${spies.path}/spy"`) });
    if (details) expect(error).toMatchObject({ details });
  });

  test('code 103 for a file that cannot be run', async () => {
    await expect(executePlugin(execaRunner, `${spies.path}/none`, {}, '')).rejects.toMatchObject({
      code: 103,
      message: expect.stringMatching(/exit status 127: .*ENOENT/),
    });
  });

  test('keeps no more of the output than a reader bears', async () => {
    const error = await failing({ stdout: 'x'.repeat(100_000) }).catch(
      (thrown: { details: string }) => thrown,
    );
    expect(error).toMatchObject({ details: expect.stringMatching(/^.{4000}$/) });
  });

  test('ends a plugin that takes longer than allowed', async () => {
    spies.plant('spy', { ADD: { before: 'exec sleep 60' } });
    const started = performance.now();
    await expect(
      executePlugin(execaRunner, `${spies.path}/spy`, { CNI_COMMAND: 'ADD' }, '', 300),
    ).rejects.toThrow('SIGKILL');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a plugin that does not read its standard input may succeed', async () => {
    expect(await executePlugin(execaRunner, '/bin/true', {}, 'x'.repeat(1_000_000))).toBe('');
  });

  test('waits for an executable that is just being written', async () => {
    spies.plant('spy');
    const writer = openSync(`${spies.path}/spy`, 'r+');
    let starts = 0;
    const runner: Runner = {
      ...execaRunner,
      run: async (program) => {
        const finished = await execaRunner.run(program);
        if (++starts === 2) closeSync(writer);
        return finished;
      },
    };
    expect(await executePlugin(runner, `${spies.path}/spy`, { CNI_COMMAND: 'ADD' }, '{}')).toContain('spy');
    expect(starts).toBe(3);
  });

  test.each([0, 1])('passes on what the plugin says on stderr when it exits with %i', async (exit) => {
    spies.plant('spy', { ADD: { stderr: 'a word\n', stdout: { code: 7, msg: 'm' }, exit } });
    const program = `
      import { execaRunner } from '${import.meta.dirname}/../kernel/run.ts';
      import { executePlugin } from '${import.meta.dirname}/execute.ts';
      await executePlugin(execaRunner, '${spies.path}/spy', { CNI_COMMAND: 'ADD' }, '{}').catch(() => {});`;
    const { stdout, stderr } = await execa('node', [
      '--import',
      import.meta.resolve('tsx'),
      '--input-type=module',
      '-e',
      program,
    ]);
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'a word' });
  });
});
