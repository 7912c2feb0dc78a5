import type { Netns } from './netns.ts';

/**
 * How programs are started and sysctls are written, here or in a container's namespace. Everything that runs another program
 * does it through a Runner: `run.ts` (execa) in tools and tests, `run-bun.ts` in the compiled one-shot executables, where the
 * import of execa alone would cost more than the rest.
 */
export interface Runner {
  /** Runs a program to its end. Never throws for what the program does; a program that cannot be started has exitCode 127. */
  run(program: Program): Promise<Finished>;
  /** Starts a program that is then talked to through its standard input. */
  converse(program: Program): Conversation;
  /**
   * Does some work while nobody else on this machine does such work. Undefined if the others have not come to an end after
   * 20 seconds.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** What keeps us from entering a namespace: "not a network namespace"; undefined if nothing does. */
  entryProblem(netns: Netns): Promise<string | undefined>;
  /** A value below /proc/sys, trimmed; undefined if the kernel lacks the key. `netns`: default, this process's own. */
  readSysctl(key: string, netns?: Netns): Promise<string | undefined>;
  /** Writes values below /proc/sys, in order; for each what went wrong, or undefined. `netns`: default, this process's own. */
  writeSysctls(values: SysctlValue[], netns?: Netns): Promise<(string | undefined)[]>;
}

/** Judged by `sysctlLine`: the key is a plain path below /proc/sys, the value has no line end. */
export interface SysctlValue {
  key: string;
  value: string;
}

export interface Program {
  /** A path, or a name looked for along PATH and then in the system's usual folders. */
  file: string;
  args: string[];
  /** The network namespace to run it in. Default: this process's own. */
  netns?: Netns | undefined;
  /** Written to standard input, which is then closed. Only for `run`. */
  input?: string;
  /** The whole environment of the program. Default: this process's own with LC_ALL=C. */
  env?: Record<string, string>;
  /** Milliseconds after which the program is killed. Default: 30,000. */
  timeout?: number;
}

/**
 * What is locked by who wants to be alone: a file that only root can open, or, where none can be made, the namespace itself, which
 * anybody in it could lock.
 */
export const turnstile = { file: '/run/weft.lock', otherwise: '/proc/self/ns/net', seconds: 20 };

export interface Finished {
  /** 0 to 255; 127 if it could not be started; null if a signal ended it. */
  exitCode: number | null;
  /** "SIGKILL", … if a signal ended it. */
  signal?: string;
  stdout: string;
  stderr: string;
}

/** A program that is being talked to. */
export interface Conversation {
  /** Writes to its standard input. A program that has ended already is noticed by `until`. */
  send(text: string): void;
  /**
   * Waits until what it has said since the last call satisfies `enough`, and takes that text.
   * Throws CniError (code 100) when the program ends first or after `timeout` milliseconds.
   */
  until(enough: (stdout: string, stderr: string) => boolean, timeout: number): Promise<Said>;
  /** Closes its standard input, upon which it ends. A Runner that outlives it waits for that, 1 second at most, then kills it. */
  end(): Promise<void>;
}

export interface Said {
  stdout: string;
  stderr: string;
}
