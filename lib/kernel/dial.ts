/**
 * Calls whoever listens at the path of a Unix socket. Handed in, because loading the runtime's own way takes a tenth of
 * what node:net takes, which is more than the rest of a call. Throws an Error with the `code` of connect(2) ("ENOENT",
 * "ECONNREFUSED") where nobody answers.
 */
export type Dial = (path: string, ears: LineEars) => Promise<OpenLine>;

export interface LineEars {
  heard(text: string): void;
  /** Hung up, by the other end or by an error, whose name it is. */
  ended(why: string): void;
}

export interface OpenLine {
  /** Once. */
  say(text: string): void;
  hangUp(): void;
}
