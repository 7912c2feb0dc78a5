import { resolve } from 'node:path';
import { inLab } from '../lab/boot.ts';

const root = resolve(import.meta.dirname, '../..');

/** Milliseconds that a command may take in the lab, where everything is slow. */
const patience = 1_200_000;

/**
 * Runs a command of this checkout in the lab with `--json FILE` for its answer, which is returned. `hear` takes what
 * it says on standard error. Throws if it fails or leaves no answer.
 */
export function answerOfLab<T>(file: string, argv: string[], hear: (text: string) => void): Promise<T> {
  const words = [process.execPath, '--import', 'tsx', file, ...argv, '--json', '/run/out/answer'];
  const plugins = process.env.WEFT_TEST_BIN;
  const environment = plugins === undefined ? '' : `export WEFT_TEST_BIN=${quoted([plugins])}\n`;
  const script = `${environment}cd ${quoted([root])} && exec ${quoted(words)} >/dev/null\n`;
  return inLab({ script, bound: patience, hear }, ({ status, problem, read }) => {
    const answer = read('answer');
    if (status === 0 && answer !== undefined) return JSON.parse(answer) as T;
    throw new Error(`Cannot run ${file} in the lab: ${problem ?? `exit code ${status}`}`);
  });
}

function quoted(words: string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}
