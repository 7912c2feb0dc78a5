/** How long a lab may take, milliseconds: to boot, and from then on. */
export interface Bounds {
  boot: number;
  job: number;
}

/** Milliseconds between two looks. */
const interval = 100;

/** Calls `kill`, which says whether there was anything left to kill, at either bound. `end` says which one that was. */
export function watchdog(
  { boot, job }: Bounds,
  booted: () => boolean,
  kill: () => boolean,
): { end(): string | undefined } {
  let from = performance.now();
  let inJob = false;
  let problem: string | undefined;
  const look = () => {
    if (!inJob && booted()) {
      inJob = true;
      from = performance.now();
    }
    const bound = inJob ? job : boot;
    if (problem === undefined && performance.now() - from > bound && kill())
      problem = `${inJob ? 'was not done' : 'did not boot'} within ${bound} ms`;
  };
  const timer = setInterval(look, interval);
  return {
    end() {
      clearInterval(timer);
      return problem;
    },
  };
}
