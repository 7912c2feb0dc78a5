import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { typeOf } from './bases.ts';
import type { Mutant } from './mutant.ts';

const root = resolve(import.meta.dirname, '../..');

/** Folders of plugins in which one is a mutant. All go when it is disposed of. */
export interface Brood extends Disposable {
  /** The folder with the mutant, and with links to all other plugins. A name that no mutant has stands for the good plugin. */
  folder(mutant: Pick<Mutant, 'name' | 'of'>): string;
}

/** Compiles the executable of all mutants, once, over the good plugins in a folder. */
export async function breed(plugins: string, types = ['bridge', 'host-local', 'loopback']): Promise<Brood> {
  const home = mkdtempSync(join(tmpdir(), 'mutants-'));
  chmodSync(home, 0o755); // A case calls the plugin as nobody.
  const executable = join(home, 'mutant');
  const good = realpathSync(plugins);
  await compile(executable);
  return {
    folder({ name, of }) {
      const folder = join(home, 'plugins', name);
      mkdirSync(folder, { recursive: true });
      for (const type of types) {
        const path = join(folder, type);
        rmSync(path, { force: true });
        if (type === typeOf({ of })) plant(path, [executable, name, join(good, type)]);
        else symlinkSync(join(good, type), path);
      }
      return folder;
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

async function compile(executable: string): Promise<void> {
  const source = join(root, 'spec-tests/mutants/executable.ts');
  const options = ['--compile', '--minify', '--bytecode', '--format=esm', source, '--outfile', executable];
  await execa(join(root, 'node_modules/.bin/bun'), ['build', ...options]);
}

/** The good plugin keeps its name, by which it knows what it is. The empty word: nothing is above it. */
function plant(path: string, words: string[]): void {
  writeFileSync(path, `#!/bin/sh\nexec ${words.join(' ')} '' "$@"\n`);
  chmodSync(path, 0o755);
}
