/** Colours a text for a terminal, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;
export type Colour = keyof typeof codes;

const codes = { red: 31, green: 32, yellow: 33, blue: 34, grey: 90, bold: 1 };

/** Colours. */
export const coloured: Paint = (colour, text) => `\x1b[${codes[colour]}m${text}\x1b[0m`;

/** No colours. */
export const plain: Paint = (_, text) => text;

/** Colours on a terminal that has them, unless NO_COLOR is set (no-color.org). */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  return stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb' ? coloured : plain;
}
