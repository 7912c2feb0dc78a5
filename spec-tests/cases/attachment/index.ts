import type { Case } from '../../conformance/case.ts';
import { addCases } from './addCases.ts';
import { apartCases } from './apartCases.ts';
import { delCases } from './delCases.ts';
import { delDelegated } from './delDelegated.ts';
import { delRequests } from './delRequests.ts';
import { existingCases } from './existingCases.ts';
import { failureCases } from './failureCases.ts';
import { killCases } from './killCases.ts';
import { prevResultCases } from './prevResultCases.ts';
import { repeatCases } from './repeatCases.ts';
import { resultCases } from './resultCases.ts';
import { versionCases } from './versionCases.ts';

/** What becomes of an attachment: ADD and its result in every version, DEL in every situation, many at once, cut short. */
export const attachment: Case[] = [
  ...versionCases,
  ...resultCases,
  ...addCases,
  ...prevResultCases,
  ...existingCases,
  ...failureCases,
  ...delCases,
  ...delRequests,
  ...delDelegated,
  ...apartCases,
  ...repeatCases,
  ...killCases,
];
