import { type Feature, features, isFeature } from './features.ts';

/** A test file that declares kernel features, or tries to. */
export interface NeedyFile {
  /** Path from the root of the checkout: "plugins/dummy/main.kernel.test.ts". */
  file: string;
  /** The features it declares, in its order. */
  needs: Feature[];
  /** What is wrong with its declaration; such a file counts as failed. */
  problem?: string;
}

/** Where the files that declare features are to run. */
export interface Selection {
  /** This kernel has what they need. */
  here: NeedyFile[];
  /** It has not. */
  lab: NeedyFile[];
  /** Their declaration cannot be understood. */
  wrong: NeedyFile[];
}

/**
 * What a test file declares: a comment line `@needs-kernel vrf dummy`, or several. Undefined for a file without one,
 * which runs on this kernel.
 */
export function parseNeeds(file: string, text: string): NeedyFile | undefined {
  const lines = [...text.matchAll(/^\s*(?:\/\*+|\/\/|\*)\s*@needs-kernel\b([^\n]*)/gm)];
  if (lines.length === 0) return undefined;
  const words = lines.flatMap(([, rest = '']) =>
    rest
      .replace('*/', '')
      .trim()
      .split(/[\s,]+/),
  );
  const unknown = words.filter((word) => !isFeature(word));
  const needs = [...new Set(words.filter(isFeature))];
  return unknown.length === 0 ? { file, needs } : { file, needs, problem: refusal(unknown) };
}

/** Picks this kernel or the lab for each file. `has`: the features of this kernel. */
export function select(files: NeedyFile[], has: ReadonlySet<Feature>): Selection {
  const sound = files.filter(({ problem }) => problem === undefined);
  return {
    here: sound.filter(({ needs }) => needs.every((feature) => has.has(feature))),
    lab: sound.filter(({ needs }) => needs.some((feature) => !has.has(feature))),
    wrong: files.filter(({ problem }) => problem !== undefined),
  };
}

/** Deals files out to as many labs as there are processors, none of them empty. */
export function deal<T>(files: T[], labs: number): T[][] {
  const count = Math.min(files.length, Math.max(labs, 1));
  return Array.from({ length: count }, (_, lab) => files.filter((_file, index) => index % count === lab));
}

function refusal(unknown: string[]): string {
  const known = Object.keys(features).join(', ');
  return `Cannot understand @needs-kernel "${unknown.join(' ')}": the features are ${known}`;
}
