import { add } from './add.ts';
import { chained } from './chained.ts';
import { check } from './check.ts';
import { conf } from './conf.ts';
import { del } from './del.ts';
import { delegation } from './delegation.ts';
import { environment } from './environment.ts';
import { errors } from './errors.ts';
import { gc } from './gc.ts';
import type { Mutant } from './mutant.ts';
import { protocol } from './protocol.ts';
import { result } from './result.ts';
import { status } from './status.ts';
import { version } from './version.ts';

/** Every mutant. */
export const mutants: readonly Mutant[] = [
  ...protocol,
  ...environment,
  ...conf,
  ...version,
  ...errors,
  ...add,
  ...result,
  ...del,
  ...check,
  ...gc,
  ...status,
  ...delegation,
  ...chained,
];
