import { inside, sysctlWriter, writerProblems } from '../kernel/inside.ts';
import type { Program, Runner } from '../kernel/runner.ts';
import { inTurnBy } from '../kernel/turn.ts';
import type { Place } from './place.ts';

/** A Runner whose programs run at `place`: for tests that call code of `lib` in this process and change a throwaway host. */
export function runnerInside(place: Place, runner: Runner): Runner {
  const [enter = 'env', ...how] = place.enter;
  const there = (given: Program): Program => {
    const program = inside(given);
    return { ...program, file: enter, args: [...how, program.file, ...program.args] };
  };
  const converse = (program: Program) => runner.converse(there(program));
  return {
    run: (program) => runner.run(there(program)),
    converse,
    inTurn: inTurnBy(converse),
    async entryProblem(netns) {
      const tried = await runner.run(there({ file: 'true', args: [], netns }));
      return tried.exitCode === 0 ? undefined : tried.stderr.trim();
    },
    async readSysctl(key, netns) {
      const { exitCode, stdout } = await runner.run(
        there({ file: 'cat', args: [`/proc/sys/${key}`], netns }),
      );
      return exitCode === 0 ? stdout.trim() : undefined;
    },
    async writeSysctls(values, netns) {
      const { stdout } = await runner.run(there({ ...sysctlWriter(values), netns }));
      return writerProblems(stdout, values);
    },
  };
}
