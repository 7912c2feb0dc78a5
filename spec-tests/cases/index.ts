import type { Case } from '../conformance/case.ts';
import { attachment } from './attachment/index.ts';
import { lifecycle } from './lifecycle/index.ts';
import { protocol } from './protocol/index.ts';

/** Every experiment of the harness on plugins; cheap and harmless ones first. */
export const cases: readonly Case[] = [...protocol, ...attachment, ...lifecycle];
