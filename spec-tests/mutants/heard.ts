import { readFileSync, readSync } from 'node:fs';
import type { Heard, Json } from './mutant.ts';

/** The call that this process is. Standard input is read when somebody asks for it. */
export function heardHere(words: string[], above: string | undefined): Heard {
  const env = process.env as Record<string, string>;
  let stdin: string | undefined;
  return {
    command: env.CNI_COMMAND ?? '',
    env,
    words,
    ...(above === undefined ? {} : { above }),
    get stdin() {
      stdin ??= readStdin();
      return stdin;
    },
    get conf() {
      return decoded(this.stdin);
    },
    firstPiece() {
      const piece = new Uint8Array(65536);
      return new TextDecoder().decode(piece.subarray(0, readSync(0, piece)));
    },
  };
}

function readStdin(): string {
  try {
    return readFileSync(0, 'utf8');
  } catch {
    return '';
  }
}

function decoded(text: string): Json {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json) : {};
  } catch {
    return {};
  }
}
