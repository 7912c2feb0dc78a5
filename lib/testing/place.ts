import { demandSuccess, type Outcome, outcomeOf, type RunOptions } from './outcome.ts';

/** Where programs run and state is looked at: this machine, a throwaway host, or a container of one. */
export interface Place {
  /** For messages and snapshots: "host", "c1". */
  readonly name: string;
  /** What is put before a command to run it here; empty for this machine. */
  readonly enter: readonly string[];
  /** Runs a program to its end, whatever the end. */
  run(argv: string[], options?: RunOptions): Promise<Outcome>;
  /** Runs a program that has to succeed; throws with its output if it does not. */
  ok(argv: string[], options?: RunOptions): Promise<Outcome>;
  /** `ip -j …`, parsed: `ipJson('-d', 'link', 'show', 'eth0')`. */
  ipJson<T = IpRecord>(...words: string[]): Promise<T[]>;
  /**
   * The path by which this process reaches a file that has `path` at that place. Not for /proc/net and /proc/sys/net.
   */
  outside(path: string): string;
}

/** The keys of iproute2's JSON that tests ask for most; the others are there too. */
export interface IpRecord {
  ifname?: string;
  ifindex?: number;
  flags?: string[];
  mtu?: number;
  master?: string;
  address?: string;
  ifalias?: string;
  operstate?: string;
  linkinfo?: {
    info_kind?: string;
    info_data?: Record<string, unknown>;
    info_slave_data?: Record<string, unknown>;
  };
  addr_info?: { family: string; local: string; prefixlen: number; scope: string; label?: string }[];
  dst?: string;
  dev?: string;
  gateway?: string;
  [key: string]: unknown;
}

/** A place behind `enter`, whose files are found below `root`. */
export function placeBehind(name: string, enter: string[], root: string): Place {
  const run = (argv: string[], options: RunOptions = {}) => outcomeOf(name, enter, argv, options);
  const ok = async (argv: string[], options: RunOptions = {}) =>
    demandSuccess(await run(argv, options), options.input);
  return {
    name,
    enter,
    run,
    ok,
    async ipJson<T>(...words: string[]) {
      const { stdout } = await ok(['ip', '-j', ...words]);
      return JSON.parse(stdout.trim() || '[]') as T[];
    },
    outside: (path) => `${root}${path}`,
  };
}

/** The machine that the tests run on. To look at, never to change. */
export function thisMachine(): Place {
  return placeBehind('machine', [], '');
}
