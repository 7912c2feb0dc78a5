import type { Score } from './score.ts';

/** True if a mutant was named where the good plugin was not, or if it has a reason to survive and does. */
export function isRight({ mutant, named, accused }: Score): boolean {
  return !accused && named === (mutant.survives === undefined);
}

/** One line of the table. */
export function row(score: Score): string {
  const { mutant, verdict, seen } = score;
  const words = [
    state(score).padEnd(8),
    mutant.breaks.padEnd(8),
    verdict.padEnd(4),
    mutant.of.padEnd(10),
    mutant.name.padEnd(45),
  ];
  return `${words.join(' ')} ${brief(mutant.survives ?? seen)}`;
}

function state(score: Score): string {
  if (score.accused) return 'ACCUSED';
  if (score.named) return 'named';
  return isRight(score) ? 'survives' : 'MISSED';
}

/** "90 of 92 mutants named, by 80 requirements; survivors: …". */
export function summary(scores: readonly Score[]): string {
  const caught = scores.filter(({ named, accused }) => named && !accused);
  const others = scores.filter((one) => !caught.includes(one));
  const names = others.map((one) => `${one.mutant.name}${isRight(one) ? ' (explained)' : ''}`);
  const requirements = new Set(caught.map(({ mutant }) => mutant.breaks)).size;
  const survivors = names.join(', ') || 'none';
  return `${caught.length} of ${scores.length} mutants named, by ${requirements} requirements; survivors: ${survivors}`;
}

function brief(text: string): string {
  const line = text.replaceAll('\n', ' | ');
  return line.length > 110 ? `${line.slice(0, 109)}…` : line;
}
