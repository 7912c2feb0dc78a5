/** Compiles bin/weft and lays a link beside it for every plugin and tool. Run by `make build`. */
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { execa } from 'execa';
import { plugins, tools } from './table.ts';

const folder = new URL('.', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${folder}../package.json`, 'utf8')) as { version: string };

await execa(
  `${folder}../node_modules/.bin/bun`,
  [
    'build',
    '--compile',
    '--minify',
    '--bytecode',
    '--format=esm',
    // What is imported when it is called for must not be read before: cnitool and pino are larger than a plugin.
    '--splitting',
    // A process of a few milliseconds never pays back the threads of a compiler.
    '--compile-jit-policy=1000000',
    // An executable that runs as root must not read files that happen to lie in the working directory.
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
    '--no-compile-autoload-tsconfig',
    '--no-compile-autoload-package-json',
    `--define=WEFT_VERSION=${JSON.stringify(version)}`,
    `${folder}weft.ts`,
    `--outfile=${folder}weft`,
  ],
  { stdout: 'ignore', stderr: 'inherit', preferLocal: true },
);

for (const name of [...Object.keys(plugins), ...tools]) {
  rmSync(`${folder}${name}`, { force: true });
  symlinkSync('weft', `${folder}${name}`);
}
if (!existsSync(`${folder}weft`)) throw new Error('bin/weft was not made');
