import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Puts `text` between the lines `<!-- NAME -->` and `<!-- end of NAME -->` of a document, in place of what stands
 * there. Throws if there are no such lines.
 */
export function withSection(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->\n`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`Cannot write the section "${name}": the document has none`);
  return `${document.slice(0, from)}${begin}\n${text.trim()}\n\n${document.slice(to)}`;
}

/** The same with the file at `path`. */
export function writeSection(path: string, name: string, text: string): void {
  writeFileSync(path, withSection(readFileSync(path, 'utf8'), name, text));
}
