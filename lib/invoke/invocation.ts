/** One call of a plugin as it came in: text, nothing judged. */
export interface Invocation {
  /** The whole environment: delegated plugins get all of it. */
  env: Readonly<Record<string, string | undefined>>;
  /** The whole of standard input. */
  stdin: string;
}
