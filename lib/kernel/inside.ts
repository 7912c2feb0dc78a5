import type { Program, SysctlValue } from './runner.ts';

/**
 * What `nsenter` makes of a program that is to run in another namespace, by way of `/proc/<pid>/fd/<n>`: the same program
 * in this process's own. For Runners that cannot enter a namespace themselves.
 */
export function inside({ netns, ...program }: Program): Program {
  if (netns === undefined) return program;
  return { ...program, file: 'nsenter', args: [`--net=${netns.path}`, program.file, ...program.args] };
}

/** Fixed; all that varies is data on standard input. What could not be written is told by its number. */
const writer = `n=0
while read -r key value; do
  { printf '%s\\n' "$value" > "/proc/sys/$key"; } 2>/dev/null || echo "$n"
  n=$((n + 1))
done`;

/** The program that writes sysctls where it runs. Its standard output names the numbers of those that it could not write. */
export function sysctlWriter(values: SysctlValue[]): Program {
  return {
    file: 'sh',
    args: ['-c', writer],
    input: values.map(({ key, value }) => `${key} ${value}\n`).join(''),
  };
}

/** What `sysctlWriter` said, as `Runner.writeSysctls` tells it. */
export function writerProblems(stdout: string, values: SysctlValue[]): (string | undefined)[] {
  const failed = stdout.split('\n');
  return values.map((_, index) => (failed.includes(String(index)) ? 'cannot be written' : undefined));
}
