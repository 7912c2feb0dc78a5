import { CniError, Code } from '../spec/errors.ts';
import type { Plan, Step } from './step.ts';

/**
 * A plan as the commands a person could type, one line per step: for dry runs, golden tests, READMEs and the trace.
 */
export function renderPlan(plan: Plan): string {
  return plan.map((stage) => stage.map(renderStep).join('\n')).join('\n--\n');
}

/** One step as text: place, command, reason. A transaction shows its first attempt, as a document for standard input. */
export function renderStep(step: Step): string {
  const [command, ...document] = renderCommand(step);
  return [`${step.place}: ${command}  # ${step.why}`, ...document].join('\n');
}

function renderCommand(step: Step): string[] {
  switch (step.tool) {
    case 'ip':
    case 'ip -4':
    case 'ip -6':
    case 'bridge':
    case 'tc':
      return [`${step.tool} ${ipLine(step.words)}`];
    case 'sysctl':
      return [`sysctl -w ${step.key}=${step.value}`];
    default:
      return [`${toolCommand(step.tool)} <<'.'`, ...(step.attempts[0] ?? []), '.'];
  }
}

/** The command line that reads a script of rules from standard input, as one transaction, without removing others'. */
export function toolCommand(tool: 'iptables' | 'ip6tables' | 'nft'): string {
  return tool === 'nft' ? 'nft -f -' : `${tool}-restore --noflush --wait`;
}

/** What a word of a batch line may be made of: nothing that ends a line, quotes, comments or joins words. */
const word = /^[A-Za-z0-9_.:/@%+=,~^!*-]+$/;

/** The word for "nothing" where `ip` expects a text, as in `alias ''`: the only one with quotes, which hold nothing. */
export const nothing = "''";

/**
 * The words as one line for `ip -batch`, `bridge -batch` or `tc -batch`. Throws CniError for a word that could change the meaning of the line: plans are
 * made from judged values only, so this is a second lock on the same door.
 */
export function ipLine(words: readonly string[]): string {
  for (const text of words) {
    if (text !== nothing && !word.test(text))
      throw new CniError(Code.invalidConfig, `Cannot hand ${JSON.stringify(text)} to ip: not a plain word`);
  }
  return words.join(' ');
}

const sysctlKey = /^net(\/[A-Za-z0-9_.:@%+=,~^!*-]+)+$/;
const sysctlValue = /^[A-Za-z0-9 _.,:-]*$/;

/** Key and value as one line "key value" for the container's sysctl writer; same lock as `ipLine`. */
export function sysctlLine(key: string, value: string): string {
  if (!sysctlKey.test(key) || /\/\.{1,2}(\/|$)/.test(key) || !sysctlValue.test(value))
    throw new CniError(
      Code.invalidConfig,
      `Cannot set sysctl ${JSON.stringify(key)} to ${JSON.stringify(value)}: not plain`,
    );
  return `${key} ${value}`;
}

/** A script of rules as text; a line that holds more than one line is refused. */
export function script(lines: readonly string[]): string {
  for (const line of lines) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get through
    if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(line))
      throw new CniError(
        Code.invalidConfig,
        `Cannot hand ${JSON.stringify(line)} to the packet filter: not one line`,
      );
  }
  return `${lines.join('\n')}\n`;
}
