import type { Profile } from '../conformance/profile.ts';

/** One call of a plugin as its executable sees it. */
export interface Heard {
  command: string;
  env: Record<string, string>;
  /** Standard input as it came, to its end. */
  stdin: string;
  /** The same, decoded; an empty object if it is no JSON object. */
  conf: Json;
  /** What there is of standard input at once, with the rest left unread; instead of `stdin`. */
  firstPiece(): string;
  /** Arguments of the command line. */
  words: string[];
  /** For a delegated plugin: the command of the plugin above it. */
  above?: string;
}

/** What an executable says and how it ends. */
export interface Said {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Calls the good plugin, with changes if there are any: `conf` replaces `stdin`; a variable of undefined is taken away. */
export type Good = (change?: {
  env?: Record<string, string | undefined>;
  stdin?: string;
  conf?: object;
}) => Said;

/** What a call comes to. */
export type Wrap = (heard: Heard, good: Good) => Said;

/** The good plugins: "chained" is loopback, which hands on a prevResult, in a chain behind another. */
export type Base = 'bridge' | 'host-local' | 'loopback' | 'chained';

/** A good plugin with one requirement violated. The harness has to name it. */
export interface Mutant {
  /** "del-fails-without-namespace": unique. */
  name: string;
  of: Base;
  /** ID of the requirement that it violates. */
  breaks: string;
  /** Names of the cases that are to notice it. Default: those that judge the requirement, without slow ones. */
  by?: string[];
  /** What a call of the plugin comes to. Default: what the good one says. */
  wrap?: Wrap;
  /** What a call that it makes of its IPAM plugin comes to. */
  delegate?: Wrap;
  /** What its profile says otherwise than that of the good one. */
  profile?: Partial<Profile>;
  /** Why the harness cannot tell it from a good one; a mutant without it has to be found. */
  survives?: string;
}

/** A decoded configuration, result, error or VERSION object, as loosely as mutants need it. */
export interface Json {
  [key: string]: unknown;
  cniVersion?: string;
  name?: string;
  ipam?: { [key: string]: unknown; type?: string; routes?: object[] };
  args?: { cni?: object };
  runtimeConfig?: { [key: string]: unknown };
  prevResult?: Json;
  interfaces?: { name: string; mac?: string; mtu?: number; sandbox?: string }[];
  ips?: { address: string; gateway?: string; interface?: number; version?: string }[];
  routes?: { dst: string; gw?: string }[];
}

export const success: Said = { exitCode: 0, stdout: '', stderr: '' };

/** A failure as the specification wants it. */
export function failure(code: number, msg: string, cniVersion = '1.1.0'): Said {
  return { exitCode: 1, stdout: `${JSON.stringify({ cniVersion, code, msg, details: '' })}\n`, stderr: '' };
}

/** A failure as the specification does not want it. */
export const crash: Said = {
  exitCode: 1,
  stdout: '',
  stderr: 'panic: runtime error: index out of range\n\ngoroutine 1 [running]:\n',
};
