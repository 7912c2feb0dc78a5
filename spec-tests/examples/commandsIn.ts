/** The commands of one section of a document, and what the document says that they print. */
export interface Walk {
  /** All `sh` blocks as one script, in their order. */
  script: string;
  /** The lines of all `text` blocks. */
  claims: string[];
}

/** Reads the section of a Markdown document under `heading` ("## …"), up to the next heading of its level. */
export function commandsIn(markdown: string, heading: string): Walk {
  const level = heading.slice(0, heading.indexOf(' ') + 1);
  const [, rest] = `\n${markdown}`.split(`\n${heading}\n`);
  const section = rest?.split(`\n${level}`)[0] ?? '';
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const bodies = (kind: string) => blocks.filter(([, name]) => name === kind).map(([, , body = '']) => body);
  return { script: bodies('sh').join(''), claims: bodies('text').join('').split('\n').filter(Boolean) };
}

/** A claim as a pattern: literal but for blanks at the end, and "<hash>", "<n>", "<mac>" for what nobody can foresee. */
export function patternOf(claim: string): RegExp {
  const literal = claim.trimEnd().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `^${literal.replace(/<(hash|mac)>/g, '[0-9a-f:]+').replace(/<n>\s*/g, '\\d+\\s*')}\\s*$`,
    'm',
  );
}
