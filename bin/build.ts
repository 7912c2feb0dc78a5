/**
 * Compiles bin/weft, with a link beside it for every plugin and tool, and bin/cni-conformance. Run by `make build`. Its arguments
 * say which of the two; without any it makes both.
 */
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { execa } from 'execa';
import { plugins, tools } from './table.ts';

const folder = new URL('.', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${folder}../package.json`, 'utf8')) as { version: string };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['weft', 'cni-conformance'];

/** An executable that runs as root must not read files that happen to lie in the working directory. */
const noAutoload = [
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  '--no-compile-autoload-tsconfig',
  '--no-compile-autoload-package-json',
];

if (wanted.includes('weft')) {
  await compile('weft', [
    '--minify',
    '--bytecode',
    '--format=esm',
    // What is imported when it is called for must not be read before: cnitool and pino are larger than a plugin.
    '--splitting',
    // A process of a few milliseconds never pays back the threads of a compiler.
    '--compile-jit-policy=1000000',
  ]);
  for (const name of [...Object.keys(plugins), ...tools]) {
    rmSync(`${folder}${name}`, { force: true });
    symlinkSync('weft', `${folder}${name}`);
  }
}
// It runs for seconds: nothing here is about its start.
if (wanted.includes('cni-conformance')) await compile('cni-conformance', ['--minify', '--format=esm']);

async function compile(name: string, options: string[]): Promise<void> {
  await execa(
    `${folder}../node_modules/.bin/bun`,
    [
      'build',
      '--compile',
      ...options,
      ...noAutoload,
      `--define=WEFT_VERSION=${JSON.stringify(version)}`,
      `${folder}${name}.ts`,
      `--outfile=${folder}${name}`,
    ],
    { stdout: 'ignore', stderr: 'inherit', preferLocal: true },
  );
  if (!existsSync(`${folder}${name}`)) throw new Error(`bin/${name} was not made`);
}
