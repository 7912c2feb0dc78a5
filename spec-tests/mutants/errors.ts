import type { Mutant } from './mutant.ts';
import { misreports } from './wraps.ts';

/** Mutants that fail where they should, and say so in wrong words. */
export const errors: Mutant[] = [
  {
    name: 'fails-without-a-word',
    of: 'loopback',
    breaks: 'ERR-01',
    by: ['version/unsupported'],
    wrap: misreports((error) => ({ ...error, msg: '' })),
  },
  {
    name: 'makes-up-a-code-below-100',
    of: 'loopback',
    breaks: 'ERR-02',
    by: ['version/unsupported'],
    wrap: misreports((error) => ({ ...error, code: 42 })),
  },
  {
    name: 'calls-every-error-one-of-input-and-output',
    of: 'loopback',
    breaks: 'ERR-03',
    by: ['version/unsupported'],
    wrap: misreports((error) => ({ ...error, code: 5 })),
  },
  {
    name: 'prints-half-a-result-with-its-error',
    of: 'loopback',
    breaks: 'ERR-04',
    by: ['version/unsupported'],
    wrap: misreports((error) => ({ ...error, interfaces: [], ips: [] })),
  },
  {
    name: 'writes-codes-as-text',
    of: 'host-local',
    breaks: 'EXEC-04',
    by: ['version/unsupported'],
    wrap: misreports((error) => ({ ...error, code: String(error.code) })),
  },
];
