import type { Case } from '../../conformance/case.ts';
import { checkDamaged } from './checkDamaged.ts';
import { checkLater } from './checkLater.ts';
import { checkProfile } from './checkProfile.ts';
import { checkResult } from './checkResult.ts';
import { checkSound } from './checkSound.ts';
import { delegation } from './delegation.ts';
import { delegationApplied } from './delegationApplied.ts';
import { delegationErrors } from './delegationErrors.ts';
import { delegationResults } from './delegationResults.ts';
import { gates } from './gates.ts';
import { gcFailure } from './gcFailure.ts';
import { gcLists } from './gcLists.ts';
import { gcStale } from './gcStale.ts';
import { ipamResult } from './ipamResult.ts';
import { status } from './status.ts';
import { statusRefused } from './statusRefused.ts';

/** What happens between ADD and DEL, and what a plugin delegates: CHECK, GC, STATUS, IPAM. */
export const lifecycle: Case[] = [
  ...gates,
  ...status,
  ...statusRefused,
  ...checkSound,
  ...checkLater,
  ...checkResult,
  ...checkDamaged,
  ...checkProfile,
  ...gcLists,
  ...gcStale,
  ...gcFailure,
  ...delegation,
  ...delegationApplied,
  ...delegationErrors,
  ...delegationResults,
  ...ipamResult,
];
