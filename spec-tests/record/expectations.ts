import { heldAgainst, type Recorded, type Side, type SideRecord } from './record.ts';

/** What is known of the findings of both sides, each checked by hand. */
export interface Expectations {
  /** Where the reference plugins break the text. */
  reference: Expectation[];
  /** Where ours do not do as the text says they should; what it says they must, they do. */
  explained: Expectation[];
}

/** One thing that some plugins do, and what of the text it breaks. */
export interface Expectation {
  requirement: string;
  verdict: 'FAIL' | 'WARN';
  types: string[];
  /** Names of the cases that find it, in each of the types. */
  cases: string[];
  /** One sentence: what it does and which words of the text that breaks. */
  why: string;
}

/** "bridge DEL-04 FAIL del/link-gone" for everything expected, sorted. */
export function expected(all: readonly Expectation[]): string[] {
  const lines = all.flatMap(({ requirement, verdict, types, cases }) =>
    types.flatMap((type) => cases.map((name) => `${type} ${requirement} ${verdict} ${name}`)),
  );
  return lines.sort();
}

/** The same for everything that the record holds against one side. */
export function held({ types }: Recorded, side: Side): string[] {
  const lines = Object.entries(types).flatMap(([type, { [side]: one }]) => (one ? heldOf(type, one) : []));
  return lines.sort();
}

/** The same for one plugin. */
export function heldOf(type: string, one: SideRecord): string[] {
  return heldAgainst(one).map((found) => `${type} ${found.requirement} ${found.verdict} ${found.case}`);
}

/** What is known of a finding; undefined if nothing is. */
export function whyOf(all: readonly Expectation[], type: string, requirement: string): string[] {
  return all
    .filter((one) => one.requirement === requirement && one.types.includes(type))
    .map(({ why }) => why);
}
