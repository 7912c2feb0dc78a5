import { cpus } from 'node:os';
import { versions } from '../../lib/spec/version.ts';
import { cases } from '../cases/index.ts';
import type { Case } from '../conformance/case.ts';
import type { Verdict } from '../conformance/judgement.ts';
import type { Profile } from '../conformance/profile.ts';
import { requirementOf } from '../conformance/requirement.ts';
import { runCases } from '../conformance/runCases.ts';
import { type Subject, subjectOf } from '../conformance/subject.ts';
import { answers } from '../conformance/verdicts.ts';
import type { Brood } from './breed.ts';
import type { Mutant } from './mutant.ts';

/** How the harness did on one mutant. */
export interface Score {
  mutant: Mutant;
  /** True if it named the requirement. */
  found: boolean;
  verdict: Verdict;
  /** What it saw, or why it saw nothing. */
  seen: string;
}

/** Lets the harness judge a mutant by the requirement it breaks. */
export async function scoreOf(mutant: Mutant, brood: Brood, profile: Profile): Promise<Score> {
  const subject: Subject = subjectOf(profile, [brood.folder(mutant)], versions, 'main');
  const about: Case[] = cases.filter((one) => one.judges.includes(mutant.breaks));
  const runs = await runCases(subject, about, { jobs: cpus().length });
  const [answer] = answers([requirementOf(mutant.breaks)], runs);
  if (!answer) throw new Error(`No answer for "${mutant.breaks}"`);
  const { verdict, findings, reason = '' } = answer;
  return { mutant, found: findings.length > 0, verdict, seen: findings[0]?.seen ?? reason };
}
