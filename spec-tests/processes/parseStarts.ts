/** Where a program was started. */
type Where = 'host' | 'container';

/** What strace has noted of one thread, line by line. */
type Threads = ReadonlyMap<number, readonly string[]>;

/**
 * The programs that a traced call has started, as "ip host" or "ip container", in alphabetical order: some start side
 * by side. The call itself is left out. `threads`: of `strace -ff -y`, by thread ID. `netns`: the path by which the
 * container's namespace was given.
 */
export function parseStarts(threads: Threads, netns: string): string[] {
  const started = new Set([...threads.values()].flatMap((lines) => lines.flatMap(childOf)));
  // The call was there first. Whom nobody has started else was on the way when the call ended.
  const roots = [...threads.keys()].filter((id) => !started.has(id)).sort((a, b) => a - b);
  const programs = roots.flatMap((id) => follow(threads, id, 'host', netns));
  return programs.slice(1).sort();
}

/** Programs in the order of a thread's own calls, those of a thread or process it starts where it starts it. */
function follow(threads: Threads, id: number, from: Where, netns: string): string[] {
  let where = from;
  return (threads.get(id) ?? []).flatMap((line) => {
    const namespace = /^setns\(\d+<(.*)>, .* = 0$/.exec(line)?.[1];
    if (namespace !== undefined) where = namespace === netns ? 'container' : 'host';
    const file = /^execve(?:at)?\(.*?"([^"]*)".* = 0$/.exec(line)?.[1];
    if (file !== undefined) return [`${file.slice(file.lastIndexOf('/') + 1)} ${where}`];
    return childOf(line).flatMap((child) => follow(threads, child, where, netns));
  });
}

/** The ID of what a line has started. */
function childOf(line: string): number[] {
  const [, id] = /^(?:v?fork|clone3?)\(.* = (\d+)$/.exec(line) ?? [];
  return id === undefined ? [] : [Number(id)];
}
