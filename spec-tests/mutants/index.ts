import type { Mutant } from './mutant.ts';
import { protocol } from './protocol.ts';

/** Every mutant. */
export const mutants: readonly Mutant[] = [...protocol];
