import type { Outcome } from '../plan/apply.ts';
import type { Step } from '../plan/step.ts';
import type { Answer } from './ipSession.ts';
import { means } from './refusal.ts';

/** What became of a step, by what the tool has answered and by what the step declares fine. */
export function judge(step: Step, answer: Answer): Outcome {
  if (answer.ok) return { step, state: 'done', said: '' };
  const fine = (step.fine && means(step.fine, answer.said)) || (step.tool === 'sysctl' && step.optional);
  if (fine) return { step, state: 'fine', said: answer.said };
  if (step.taken && means('exists', answer.said)) return { step, state: 'taken', said: answer.said };
  return { step, state: answer.ok === undefined ? 'unclear' : 'refused', said: answer.said };
}
