import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import type { Mutant } from './mutant.ts';

const root = resolve(import.meta.dirname, '../..');

/** A folder of plugins in which one is a mutant. */
export interface Brood extends Disposable {
  /** Makes such a folder: the mutant, and links to all other plugins. Returns its path. */
  folder(mutant: Mutant): string;
}

/** Compiles the executable of all mutants, once, over the good plugins in `plugins`. */
export async function breed(plugins: string, types: string[]): Promise<Brood> {
  const home = mkdtempSync(join(tmpdir(), 'mutants-'));
  const executable = join(home, 'mutant');
  const source = join(root, 'spec-tests/mutants/executable.ts');
  await execa(join(root, 'node_modules/.bin/bun'), [
    'build',
    '--compile',
    '--minify',
    source,
    '--outfile',
    executable,
  ]);
  return {
    folder(mutant) {
      const folder = join(home, mutant.name);
      mkdirSync(folder);
      for (const type of types) {
        const good = realpathOf(plugins, type);
        if (type === mutant.of) plant(join(folder, type), executable, mutant.name, good);
        else symlinkSync(good, join(folder, type));
      }
      return folder;
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** The good plugin keeps its name, by which it knows what it is. */
function plant(path: string, executable: string, name: string, good: string): void {
  writeFileSync(path, `#!/bin/sh\nexec ${executable} ${name} ${good}\n`);
  chmodSync(path, 0o755);
}

function realpathOf(plugins: string, type: string): string {
  return join(realpathSync(plugins), type);
}
