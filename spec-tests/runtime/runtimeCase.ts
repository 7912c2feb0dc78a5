import { atLeast } from '../../lib/spec/version.ts';
import type { SpecText } from '../conformance/requirement.ts';
import { type Adapter, type CommandName, commandNames, type Placeholder } from './adapter.ts';
import { canBeTold } from './commandText.ts';
import type { RuntimeTrial } from './runtimeTrial.ts';

/** Something a case needs of a runtime: a command, or a parameter that can be said to it. */
export type Need = CommandName | Placeholder;

/** One experiment: what is asked of a runtime on fresh ground, and what it is judged by. */
export interface RuntimeCase {
  /** "del/order": unique, stable, named in reports. */
  name: string;
  /** A sentence that is true of a good runtime: "DEL runs the plugins in reverse order". */
  title: string;
  /** IDs of the requirements that `run` may judge. */
  judges: string[];
  /** Besides add and del, which every adapter has. */
  needs?: Need[];
  /** The version of the specification that the runtime must support: "1.1.0" for GC. */
  since?: string;
  /** The only text of 1.1.0 that has what is judged. */
  text?: SpecText;
  run(trial: RuntimeTrial): Promise<void>;
}

/** Why a case does not apply to a runtime; undefined if it does. */
export function inapplicable(given: RuntimeCase, adapter: Adapter, text: SpecText): string | undefined {
  if (given.text && given.text !== text) return `not in the text of the ${text}`;
  const { since } = given;
  if (since && !adapter.versions.some((version) => atLeast(version, since)))
    return `the runtime does not support ${since}`;
  const missing = (given.needs ?? []).find((need) => !has(adapter, need));
  return missing && (adapter.cannot[missing] ?? lacking(missing));
}

function has(adapter: Adapter, need: Need): boolean {
  if (need in adapter.cannot) return false;
  return isCommand(need) ? adapter.commands[need] !== undefined : canBeTold(adapter, need);
}

function lacking(need: Need): string {
  return isCommand(need)
    ? `the adapter has no command "${need}"`
    : `the adapter names {${need}} neither in a command nor in a variable`;
}

function isCommand(need: Need): need is CommandName {
  return (commandNames as readonly string[]).includes(need);
}
