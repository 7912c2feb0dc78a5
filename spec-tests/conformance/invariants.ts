import { type Call, told } from './call.ts';

/** What holds of every single call, whatever it was about; judged without any case asking for it. */
export interface Broken {
  requirement: string;
  ok: boolean;
  expected: string;
  seen: string;
}

/**
 * Judges a call by what holds of all calls (specification, sections 2 and 5). `meant` says that the harness killed it on purpose:
 * then nothing is judged.
 */
export function invariants(call: Call, meant: boolean): Broken[] {
  if (meant) return [];
  const seen = told(call);
  const judged: Broken[] = [];
  const judge = (requirement: string, ok: boolean, expected: string) =>
    void judged.push({ requirement, ok, expected, seen });
  judge('EXEC-14', !call.timedOut, 'the call ends by itself, with nothing holding its output open');
  if (call.timedOut) return judged;
  judge('EXEC-17', call.signal === null, 'no end by a signal');
  const documents = call.stdout.trim() === '' ? 0 : call.json === undefined ? 2 : 1;
  judge('EXEC-07', documents < 2, 'standard output is one JSON document and nothing else');
  if (call.signal !== null) return judged;
  const error = isErrorObject(call.json);
  if (call.exitCode === 0) judge('EXEC-08', !error, 'no error object together with exit status 0');
  else judge('EXEC-04', error, 'an error object on standard output: numeric "code", text "msg"');
  if (call.exitCode !== 0 && error)
    judge('ERR-04', !hasResultKeys(call.json), 'an error object without keys of a result');
  return judged;
}

/** True for an object with an integer `code` and a text `msg`. */
export function isErrorObject(json: unknown): json is { code: number; msg: string; details?: string } {
  if (typeof json !== 'object' || json === null || !('code' in json) || !('msg' in json)) return false;
  return Number.isInteger(json.code) && (json.code as number) >= 0 && typeof json.msg === 'string';
}

function hasResultKeys(json: unknown): boolean {
  return ['interfaces', 'ips', 'ip4', 'ip6', 'routes'].some((key) => key in (json as object));
}
