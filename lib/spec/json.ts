import { CniError, Code } from './errors.ts';

/** Levels of nesting that a document may have: far more than any configuration needs, far less than any stack. */
export const deepestNesting = 200;

/** True for what JSON calls an object: neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Decodes text that must be exactly one JSON object. Throws CniError (code 6) that names what is wrong: empty, a byte
 * order mark, nested too deeply, not JSON, more than one document, or a document that is no object. Of equal keys the
 * last one counts; a key `__proto__` is a key like any other.
 *
 * @param what the document in the message: "Cannot decode the network configuration: it is empty".
 */
export function parseJsonObject(text: string, what = 'the network configuration'): Record<string, unknown> {
  const refuse = (state: string, details?: string) =>
    new CniError(Code.decode, `Cannot decode ${what}: ${state}`, details);
  if (text.startsWith('\ufeff')) throw refuse('it starts with a byte order mark');
  if (text.trim() === '') throw refuse('it is empty');
  if (isTooDeep(text)) throw refuse(`it is nested deeper than ${deepestNesting} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    throw refuse(hasMore(text) ? 'more follows after the first document' : 'it is not JSON', String(fault));
  }
  if (!isObject(value)) throw refuse(`it is ${kindOf(value)}, not an object`);
  return value;
}

/** Judged before any parser sees the text. Text with few brackets, which is nearly all, need not be walked through. */
function isTooDeep(text: string): boolean {
  const brackets = text.split('{').length + text.split('[').length - 2;
  return brackets > deepestNesting && walk(text).deepest > deepestNesting;
}

/** True when a whole document is followed by something else. */
function hasMore(text: string): boolean {
  const { end } = walk(text);
  try {
    return isObject(JSON.parse(text.slice(0, end))) && text.slice(end).trim() !== '';
  } catch {
    return false;
  }
}

/** The deepest nesting of brackets, and the index after the one that closes the first. Strings are jumped over. */
function walk(text: string): { deepest: number; end: number } {
  let depth = 0;
  let deepest = 0;
  let end = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = closingQuote(text, at);
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if ((char === '}' || char === ']') && --depth === 0) end ||= at + 1;
  }
  return { deepest, end };
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at < 0 ? text.length : at;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
