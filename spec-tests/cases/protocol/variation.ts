import { type Call, type CallChange, told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Kind } from '../../conformance/profile.ts';
import type { Trial } from '../../conformance/trial.ts';
import { legible } from '../../conformance/trialResult.ts';
import { addAndDelete } from './addAndDelete.ts';
import { addOnFreshGround } from './freshGround.ts';

/** A way to call ADD that has to come to the same as the plain way. */
export interface Variation {
  /** "with an empty CNI_ARGS". */
  name: string;
  change: CallChange | ((trial: Trial) => CallChange);
  requirement: string;
  /** The text leaves it open, so that it is only told. */
  open?: true;
  kinds?: readonly Kind[];
  /** Lines of shell on the host that make what the change needs. */
  prepare?: string;
}

/** One case out of many variations: the plain ADD first, then each in its turn, DEL after every one. */
export function variations(about: Pick<Case, 'name' | 'title'>, rows: readonly Variation[]): Case {
  return {
    ...about,
    judges: [...new Set(rows.map((row) => row.requirement))],
    async run(trial) {
      const plain = await addAndDelete(trial, {});
      if (plain.exitCode !== 0) throw new CannotJudge(`ADD fails here: ${told(plain)}`);
      const { kind } = trial.subject.profile;
      for (const row of rows.filter(({ kinds }) => kinds?.includes(kind) ?? true))
        await judgeVariation(trial, row, plain);
    },
  };
}

async function judgeVariation(trial: Trial, row: Variation, plain: Call): Promise<void> {
  if (row.prepare) await trial.sh(trial.host, row.prepare);
  const change = typeof row.change === 'function' ? row.change(trial) : row.change;
  const isSame = (call: Call) => call.exitCode === 0 && shape(call) === shape(plain);
  const again = await addAndDelete(trial, change);
  const call = isSame(again) ? again : await addOnFreshGround(trial, row.change, row.prepare);
  trial[row.open ? 'observe' : 'judge'](
    row.requirement,
    isSame(call),
    `ADD ${row.name} does the same as without`,
    call,
  );
}

/** Of a result what cannot differ from one attachment to the next: no addresses, no names of host interfaces. */
function shape({ json }: Call): string {
  const result = legible(json ?? {});
  const { interfaces = [], ips = [], routes = [], cniVersion } = result;
  const counts = [interfaces.length, ips.length, routes.length];
  return JSON.stringify([cniVersion, counts, Object.keys(result).sort()]);
}
