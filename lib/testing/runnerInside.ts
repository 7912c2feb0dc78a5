import type { Runner } from '../kernel/runner.ts';
import type { Place } from './place.ts';

/** A Runner whose programs run at `place`: for tests that call code of `lib` in this process and change a throwaway host. */
export function runnerInside(place: Place, runner: Runner): Runner {
  const [enter = 'env', ...how] = place.enter;
  const inside = <P extends { file: string; args: string[] }>(program: P): P => ({
    ...program,
    file: enter,
    args: [...how, program.file, ...program.args],
  });
  return {
    run: (program) => runner.run(inside(program)),
    converse: (program) => runner.converse(inside(program)),
  };
}
