/** Longest quotation in a message, in UTF-16 units: enough for any value that is nearly right. */
const longest = 200;

/** What JSON leaves as it is and a terminal or a log would act on: DEL, C1 controls, line separators, direction marks. */
const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A caller's value as it is quoted in a message: JSON text on one line, nothing in it that acts on a terminal, cut
 * with "…" after 200 characters. Never throws for what a JSON document can hold.
 */
export function quote(value: unknown): string {
  const text = (JSON.stringify(value) ?? 'undefined').replace(unsafe, escaped);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
