import { CniError } from './errors.ts';
import { isObject } from './json.ts';
import { matchKnownKeys } from './keys.ts';
import { quote } from './quote.ts';

/** Where an object stands in its document ("" for the top, else "ips[0]"), and the code of an error about it. */
export interface Place {
  path: string;
  code: number;
}

/**
 * Reads the members of an object from outside, each as the type it must have. A member that is absent or null is
 * undefined; one of another type throws CniError with the place's code, its key and its value. Keys are taken in any
 * letter case (`matchKnownKeys`). Only known keys are read: any other one counts as absent, whatever it holds.
 */
export class Fields {
  readonly json: Record<string, unknown>;
  readonly place: Place;
  readonly #known: readonly string[];

  constructor(object: Record<string, unknown>, known: readonly string[], place: Place) {
    this.json = matchKnownKeys(object, known);
    this.#known = known;
    this.place = place;
  }

  /** A text as it is; nothing in it has been judged. */
  text(key: string): string | undefined {
    const value = this.#member(key);
    if (value !== undefined && typeof value !== 'string') throw this.refusal(key, 'not a string');
    return value;
  }

  /** A text that must satisfy a rule; `problem` says what is wrong with it, or undefined. */
  judged(key: string, problem: (text: string) => string | undefined): string | undefined {
    const text = this.text(key);
    const state = text === undefined ? undefined : problem(text);
    if (state !== undefined) throw this.refusal(key, state);
    return text;
  }

  /** A whole number from `lowest` to 2³²-1. */
  integer(key: string, lowest = 0): number | undefined {
    const value = this.#member(key);
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && Number(value) >= lowest && Number(value) <= 0xffffffff)
      return Number(value);
    throw this.refusal(key, `not a whole number from ${lowest} to 4294967295`);
  }

  /** A boolean; absent means `otherwise`. */
  flag(key: string, otherwise = false): boolean {
    const value = this.json[key] ?? otherwise;
    if (typeof value !== 'boolean') throw this.refusal(key, 'not true or false');
    return value;
  }

  /** A nested object as it is; nothing in it has been judged. */
  object(key: string): Record<string, unknown> | undefined {
    const value = this.#member(key);
    if (value !== undefined && !isObject(value)) throw this.refusal(key, 'not an object');
    return value;
  }

  /** A nested object, to be read in its turn. */
  fields(key: string, known: readonly string[]): Fields | undefined {
    const object = this.object(key);
    return object && new Fields(object, known, { ...this.place, path: this.pathTo(key) });
  }

  /** A list of strings, each of which must satisfy a rule. */
  texts(key: string, problem: (text: string) => string | undefined): string[] | undefined {
    return this.#list(key)?.map((value, index) => {
      if (typeof value !== 'string') throw this.refusal(`${key}[${index}]`, 'not a string', value);
      const state = problem(value);
      if (state !== undefined) throw this.refusal(`${key}[${index}]`, state, value);
      return value;
    });
  }

  /** A list of objects, each read by `read`. */
  objects<T>(key: string, known: readonly string[], read: (fields: Fields) => T): T[] | undefined {
    return this.#list(key)?.map((value, index) => {
      const name = `${key}[${index}]`;
      if (!isObject(value)) throw this.refusal(name, 'not an object', value);
      return read(new Fields(value, known, { ...this.place, path: this.pathTo(name) }));
    });
  }

  /** The error about one member: `Cannot use "ips[0].address" "10.1.2.3": <state>`; without value if it is missing. */
  refusal(key: string, state: string, value: unknown = this.json[key]): CniError {
    const quoted = value === undefined ? '' : ` ${quote(value)}`;
    return new CniError(this.place.code, `Cannot use ${quote(this.pathTo(key))}${quoted}: ${state}`);
  }

  pathTo(key: string): string {
    return this.place.path === '' ? key : `${this.place.path}.${key}`;
  }

  #member(key: string): unknown {
    return this.#known.includes(key) ? (this.json[key] ?? undefined) : undefined;
  }

  #list(key: string): unknown[] | undefined {
    const value = this.#member(key);
    if (value !== undefined && !Array.isArray(value)) throw this.refusal(key, 'not a list');
    return value;
  }
}
