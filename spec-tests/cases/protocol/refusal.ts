import type { Call, CallChange } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { isErrorObject } from '../../conformance/errorObject.ts';
import type { Kind } from '../../conformance/profile.ts';
import type { Subject } from '../../conformance/subject.ts';
import type { Trial } from '../../conformance/trial.ts';
import { deleteAgain } from './addAndDelete.ts';
import { judgeChanges, residue } from './unchanged.ts';

/** A call that a plugin has to refuse without having changed anything. */
export interface Refusal {
  /** What is wrong with it: "CNI_NETNS is absent". */
  name: string;
  /** Default: ADD. */
  command?: string;
  change: CallChange | ((trial: Trial) => CallChange);
  /** What a plugin breaks that accepts it, or leaves something behind. */
  requirement: string;
  /** Codes below 100 that fit. */
  codes: readonly number[];
  /** Variables at fault: code 4 must come with their names (ENV-07). */
  names?: readonly string[];
  /** The kinds that the text obliges to refuse; others may accept it. Default: all. */
  binds?: readonly Kind[];
  /** The version of the specification that a plugin must support to be asked. */
  since?: string;
  unless?(subject: Subject): boolean;
}

/** One case out of many refusals, on one ground. */
export function refusals(about: Pick<Case, 'name' | 'title' | 'unless'>, rows: readonly Refusal[]): Case {
  const judges = new Set([...rows.map((row) => row.requirement), 'ERR-03', residue]);
  if (rows.some((row) => row.names)) judges.add('ENV-07');
  return {
    ...about,
    judges: [...judges],
    async run(trial) {
      const asked = rows.filter((row) => isAsked(row, trial.subject));
      const before = await trial.snapshot();
      for (const row of asked) judgeRefusal(trial, row, await refused(trial, row));
      await judgeChanges(trial, before, asked, (row) => refused(trial, row));
    },
  };
}

function isAsked({ since, unless }: Refusal, subject: Subject): boolean {
  return (since === undefined || subject.supports(since)) && !unless?.(subject);
}

/** The call; if it is accepted after all, what it made is taken away again. */
async function refused(trial: Trial, row: Refusal): Promise<Call> {
  const change = typeof row.change === 'function' ? row.change(trial) : row.change;
  const command = row.command ?? 'ADD';
  const call = await trial.call(command, change);
  if (call.exitCode === 0 && command === 'ADD') await deleteAgain(trial, change);
  return call;
}

function judgeRefusal(trial: Trial, row: Refusal, call: Call): void {
  const how = row.binds && !row.binds.includes(trial.subject.profile.kind) ? 'observe' : 'judge';
  trial[how](row.requirement, call.exitCode !== 0, `a refusal, since ${row.name}`, call);
  if (call.exitCode === 0 || !isErrorObject(call.json)) return;
  const { code, msg, details } = call.json;
  const unnamed = (row.names ?? []).filter((name) => !`${msg} ${details}`.includes(name));
  if (row.names && code === 4)
    trial.judge('ENV-07', unnamed.length === 0, `${row.names.join(', ')} named in "msg" or "details"`, call);
  judgeCode(trial, row, call, code);
}

/** A well-known code for something else misleads the runtime; a code of the plugin's own only tells it less. */
function judgeCode(trial: Trial, { name, codes }: Refusal, call: Call, code: number): void {
  const known = [1, 2, 3, 4, 5, 6, 7, 11, 50, 51].includes(code);
  const fits = codes.includes(code);
  const expected = `code ${codes.join(' or ')}, since ${name}`;
  if (known) trial.judge('ERR-03', fits, `${expected}, or one from 100 on`, call);
  else trial.observe('ERR-03', fits, expected, call);
}
