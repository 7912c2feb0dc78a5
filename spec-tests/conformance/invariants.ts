import { type Call, told } from './call.ts';
import { isErrorObject, type Remark, remarks } from './errorObject.ts';

/** What holds of every single call, whatever it was about; judged without any case asking for it. */
export interface Broken extends Remark {
  seen: string;
}

/** Exit statuses by which a shell, or a wrapper like it, says that a signal ended the program: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV. */
const crashStatuses = [132, 133, 134, 135, 136, 139];

/** What runtimes of languages write when a program crashes, each at the beginning of a line. */
const crashTrace = /^(panic: |fatal error: |goroutine \d+ \[|Traceback \(|thread '.*' panicked|Uncaught )/m;

/**
 * Judges a call by what holds of all calls (specification, sections 2 and 5). `meant` says that the harness killed it on purpose:
 * then nothing is judged.
 */
export function invariants(call: Call, meant: boolean): Broken[] {
  if (meant) return [];
  const seen = told(call);
  return judged(call).map((remark) => ({ ...remark, seen }));
}

function judged(call: Call): Remark[] {
  const ended: Remark = {
    requirement: 'EXEC-14',
    ok: !call.timedOut,
    expected: 'the call ends by itself, with nothing holding its output open',
  };
  if (call.timedOut) return [ended];
  const always = [ended, crash(call), output(call)];
  if (call.signal !== null) return always;
  return [...always, ...(call.exitCode === 0 ? ofSuccess(call) : ofFailure(call))];
}

function crash({ signal, exitCode, stdout, stderr }: Call): Remark {
  const traced = exitCode !== 0 && stdout.trim() === '' && crashTrace.test(stderr);
  return {
    requirement: 'EXEC-17',
    ok: signal === null && !crashStatuses.includes(exitCode ?? 0) && !traced,
    expected: 'no crash: no end by a signal, no stack trace in place of an error object',
  };
}

/**
 * Only a success of ADD or VERSION has to print what the text says. A failure should (EXEC-04), so its rubbish weighs
 * no more than that; of the success of other commands the text wants no output: told only, as in DEL-08 and CHK-09.
 */
function output({ stdout, json, exitCode, env }: Call): Remark {
  const prints = env.CNI_COMMAND === 'ADD' || env.CNI_COMMAND === 'VERSION';
  const level = exitCode !== 0 ? 'should' : prints ? undefined : 'may';
  return {
    requirement: 'EXEC-07',
    ok: stdout.trim() === '' || json !== undefined,
    expected: 'standard output is one JSON document and nothing else',
    ...(level === undefined ? {} : { level }),
  };
}

function ofSuccess(call: Call): Remark[] {
  const command = call.env.CNI_COMMAND;
  const error: Remark = {
    requirement: 'EXEC-08',
    ok: !isErrorObject(call.json),
    expected: 'no error object together with exit status 0',
  };
  if (command !== 'ADD') return [error];
  const result = isObject(call.json);
  return [error, { requirement: 'EXEC-05', ok: result, expected: 'a JSON object on standard output of ADD' }];
}

function ofFailure({ json, stdin }: Call): Remark[] {
  const ok = isErrorObject(json);
  const expected = 'an error object on standard output: numeric "code", text "msg"';
  return [{ requirement: 'EXEC-04', ok, expected }, ...(ok ? remarks(json, stdin) : [])];
}

function isObject(json: unknown): boolean {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
