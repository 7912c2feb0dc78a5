import type { Level } from './requirement.ts';

/** Codes below 100 that the specification lists (section 5, Error). 8 is not among them, however widely used. */
const listed = [1, 2, 3, 4, 5, 6, 7, 11, 50, 51];

/** What a sentence about error objects comes to for one of them. */
export interface Remark {
  requirement: string;
  ok: boolean;
  expected: string;
  level?: Level;
}

interface ErrorObject {
  code: number;
  msg: string;
  details?: unknown;
  cniVersion?: unknown;
}

/** True for an object with a whole number `code` of 0 or more and a text `msg`. */
export function isErrorObject(json: unknown): json is ErrorObject {
  if (typeof json !== 'object' || json === null || !('code' in json) || !('msg' in json)) return false;
  return Number.isInteger(json.code) && (json.code as number) >= 0 && typeof json.msg === 'string';
}

/** What there is to say about an error object. `stdin`: the configuration that the plugin was given. */
export function remarks(error: ErrorObject, stdin: string): Remark[] {
  const { code, msg, details } = error;
  return [
    { requirement: 'ERR-01', ok: msg.trim() !== '', expected: 'a "msg" that is not empty' },
    {
      requirement: 'ERR-01',
      ok: details === undefined || typeof details === 'string',
      expected: '"details", if there are any, as text',
    },
    versionRemark(error, stdin),
    {
      requirement: 'ERR-02',
      ok: code === 0 || code >= 100 || listed.includes(code),
      expected: `a code that the specification lists (${listed.join(', ')}) or one from 100 on`,
    },
    // Reserved, but no text says what for.
    { requirement: 'ERR-02', ok: code !== 0, expected: 'a code other than 0', level: 'may' },
    {
      requirement: 'ERR-04',
      ok: !['interfaces', 'ips', 'ip4', 'ip6', 'routes'].some((key) => key in error),
      expected: 'an error object without keys of a result',
    },
  ];
}

/** Whether the key is mandatory, and what it says if the input cannot be decoded, is open: told, but not held against anyone. */
function versionRemark({ cniVersion }: ErrorObject, stdin: string): Remark {
  const given = versionIn(stdin);
  return {
    requirement: 'ERR-01',
    ok: given === undefined ? typeof cniVersion === 'string' : cniVersion === given,
    expected: `"cniVersion" in the error object${given === undefined ? '' : `: ${JSON.stringify(given)}`}`,
    level: 'may',
  };
}

function versionIn(stdin: string): string | undefined {
  try {
    const { cniVersion } = JSON.parse(stdin) ?? {};
    return typeof cniVersion === 'string' ? cniVersion : undefined;
  } catch {
    return undefined;
  }
}
