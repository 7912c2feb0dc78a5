import list from '../requirements.json' with { type: 'json' };

/** As the specification words it (RFC 2119). What only follows from a sentence has that sentence's level. */
export type Level = 'must' | 'should' | 'may';

/** The two texts that both call themselves 1.1.0: the tag of April 2024, and the main branch since. */
export type SpecText = 'tag' | 'main';

/** One normative sentence of the specification. */
export interface Requirement {
  /** "DEL-02". Stable: reports and expectations name it. */
  id: string;
  level: Level;
  /** Whom it binds. */
  side: 'plugin' | 'runtime' | 'both';
  /** Heading of the specification: "2. Execution Protocol / CNI operations / DEL". */
  section: string;
  /** The words of the specification. */
  quote: string;
  /** What it comes to, in one sentence of ours: "DEL succeeds when the interface is gone already". */
  title: string;
  /** The only text that has it; absent if both do. */
  text?: SpecText;
  /** How an ambiguity was settled, or why it follows from the quote. */
  settled?: string;
  /** Why no case judges it. */
  unjudged?: string;
}

export const requirements = list as Requirement[];

const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));

/** Throws if there is none: a case that names an unknown requirement is a defect of the harness. */
export function requirementOf(id: string): Requirement {
  const found = byId.get(id);
  if (!found) throw new Error(`No requirement "${id}" in requirements.json`);
  return found;
}
