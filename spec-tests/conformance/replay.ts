import type { Step } from './journal.ts';

/** What differs from run to run in a result: names of host interfaces, MACs, addresses. The same for grep and for us. */
const varying = '"(mac|name|address)": ?"([^"]*)"';

/** Shell function: the n-th of those in what step `$1` said. */
export const saidFunction = `said() { grep -oE '${varying}' /run/result-$1.json | sed -n "$2"'s/.*"\\(.*\\)"$/\\1/p'; }`;

/**
 * The steps with results handed on: where a later call was given values of the result of an earlier one, it gets what the earlier
 * one says when the script is run, since names and addresses are other ones each time. Other steps stay as they are.
 */
export function handingOn(steps: readonly Step[]): Step[] {
  const used = new Set<number>();
  const received = steps.map((step, i) => {
    const [command, text] = split(step.script);
    const changes = text === undefined ? [] : handedOn(steps.slice(0, i), text);
    for (const { from } of changes) used.add(from);
    if (changes.length === 0) return step;
    const edits = changes.map(({ value, from, n }) => `-e 's|"${value}"|"'"$(said ${from} ${n})"'"|g'`);
    return { ...step, script: `sed ${edits.join(' ')} <<'CONF' | ${command}\n${text}\nCONF` };
  });
  return received.map((step, i) => (used.has(i) ? { ...step, script: keeping(step.script, i) } : step));
}

interface Source {
  value: string;
  /** The step that said it. */
  from: number;
  /** Which one of its values, from 1 on. */
  n: number;
}

/** The values in `text` that earlier steps have said; of equal ones the last counts. */
function handedOn(earlier: readonly Step[], text: string): Source[] {
  const found = new Map<string, Source>();
  // Nothing that means something to sed or to the shell.
  for (const [from, { result = '' }] of earlier.entries())
    for (const [at, [, , value = '']] of [...result.matchAll(new RegExp(varying, 'g'))].entries())
      if (/^[\w.:/-]+$/.test(value) && text.includes(`"${value}"`))
        found.set(value, { value, from, n: at + 1 });
  return [...found.values()];
}

/** What is kept for a later call is not shown. */
function keeping(script: string, i: number): string {
  const end = script.indexOf('\n');
  const [line, rest] = end < 0 ? [script, ''] : [script.slice(0, end), script.slice(end)];
  return `${line} > /run/result-${i}.json${rest}`;
}

/** The command and its here-document, as `commandLine` writes them. */
function split(script: string): [command: string, text?: string] {
  const [, command, text] = /^(.*) <<'CONF'\n([\s\S]*)\nCONF$/.exec(script) ?? [];
  return command === undefined || text === undefined ? [script] : [command, text];
}
