import type { Level } from './requirement.ts';

/** One answer to one question: did the plugin do what a requirement asks? */
export interface Judgement {
  /** ID of the requirement. */
  requirement: string;
  ok: boolean;
  /** Name of the case. */
  case: string;
  /** What a good plugin does: "exit status 0". */
  expected: string;
  /** What this one did. */
  seen: string;
  /** `may` for what the text leaves open: told, never held against the plugin. Default: the requirement's level. */
  level?: Level;
  /** A shell script that does by hand what led here; the last command is the one in question. */
  reproduce: string;
}

/** A case came to an end without judging everything: the ground it stands on is missing ("the plugin's ADD fails"). */
export class CannotJudge extends Error {}

export type Verdict = 'PASS' | 'FAIL' | 'WARN' | 'INFO' | 'SKIP';
