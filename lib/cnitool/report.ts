import { asCniError } from '../spec/errors.ts';
import { current } from '../spec/version.ts';
import type { Io } from './io.ts';

/**
 * Says why the tool failed: one line on stderr, the rest indented below it; or, as JSON, the error object of the
 * specification on stdout.
 */
export function reportError(io: Io, thrown: unknown, json: boolean): void {
  const error = asCniError(thrown);
  if (json) io.out(`${JSON.stringify(error.toObject(current))}\n`);
  else io.err(render(error.message, error.details));
}

/** Says something that is no failure, on stderr. */
export function note(io: Io, text: string): void {
  io.err(render(text));
}

/** What was said by a plugin may have several lines: the first is the message, the others count as details. */
function render(message: string, details = ''): string {
  const [first = '', ...rest] = `${message}\n${details}`.split('\n').filter((line) => line.trim() !== '');
  return [`cnitool: ${harmless(first)}`, ...rest.map((line) => `  ${harmless(line)}`), ''].join('\n');
}

/** A plugin's words must not act on the terminal they are read on. */
function harmless(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/\p{Cc}/gu, visible);
}

function visible(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
