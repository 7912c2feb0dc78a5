/** One call of a plugin as its executable sees it. */
export interface Heard {
  command: string;
  env: Record<string, string>;
  /** Standard input as it came. */
  stdin: string;
  /** The same, decoded; an empty object if it is no JSON object. */
  conf: Record<string, unknown>;
}

/** What an executable says and how it ends. */
export interface Said {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Calls the good plugin, with changes if there are any: `conf` replaces `stdin`. */
export type Good = (change?: {
  env?: Record<string, string | undefined>;
  stdin?: string;
  conf?: object;
}) => Said;

/** A good plugin with one requirement violated. The harness has to name it. */
export interface Mutant {
  /** "del-fails-without-netns": unique. */
  name: string;
  /** Type of the good plugin inside. */
  of: string;
  /** ID of the requirement that it violates. */
  breaks: string;
  /** What a call comes to. */
  wrap(heard: Heard, good: Good): Said;
  /** Why the harness cannot tell it from a good one; a mutant without it has to be found. */
  survives?: string;
}

/** Standard output decoded, changed, and put back: for mutants that lie in their result. */
export function edited(said: Said, change: (json: Json) => unknown): Said {
  const json = JSON.parse(said.stdout || 'null') as Json | null;
  return json === null ? said : { ...said, stdout: `${JSON.stringify(change(json))}\n` };
}

/** A decoded result, error or VERSION object, as loosely as mutants need it. */
export interface Json {
  [key: string]: unknown;
  interfaces?: { name: string; mac?: string; sandbox?: string }[];
  ips?: { address: string; gateway?: string; interface?: number }[];
  routes?: { dst: string; gw?: string }[];
}

export const success: Said = { exitCode: 0, stdout: '', stderr: '' };

/** A failure as the specification wants it. */
export function failure(code: number, msg: string, cniVersion = '1.1.0'): Said {
  return { exitCode: 1, stdout: `${JSON.stringify({ cniVersion, code, msg, details: '' })}\n`, stderr: '' };
}
