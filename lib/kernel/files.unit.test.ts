import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const tsx = path('../../node_modules/.bin/tsx');
const bun = path('../../node_modules/.bin/bun');

/** What every call gave, in a folder of its own. */
function outcomes(interpreter: string[]): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-files-'));
  try {
    writeFileSync(join(folder, 'plain'), 'plain text\n');
    writeFileSync(join(folder, 'marked'), '\ufeffmarked');
    symlinkSync('plain', join(folder, 'link'));
    symlinkSync('none', join(folder, 'dangling'));
    execFileSync('sh', ['-ec', 'mkfifo pipe; mkdir many; cd many; touch $(seq 3000) .hidden zwölf'], {
      cwd: folder,
    });
    const argv = [...interpreter, path('testFilesContract.ts'), folder];
    return JSON.parse(execFileSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the calls on files that plugins make', () => {
  const node = outcomes([process.execPath, tsx]);
  const compiled = outcomes([bun]);

  test('are many, and do what they are to do', () => {
    expect(node).toMatchObject({
      made: '@/a',
      madeAgain: 'undefined',
      sameText: true,
      mark: '\ufeffmarked',
      noText: {
        code: 'ENOENT',
        syscall: 'open',
        path: '@/none',
        message: "ENOENT: no such file or directory, open '@/none'",
      },
      full: { code: 'ENOSPC', syscall: 'write' },
      writtenTwice: { code: 'EEXIST' },
      locking: [true, false, true],
      linkedTwice: { code: 'EEXIST', dest: '@/second' },
      pointer: '10.1.2.3',
      stamp: 5_000_000_000_500,
      system: 0x9fa0,
    });
    expect(String(node.names).split(',')).toHaveLength(3002);
  });

  test.each(Object.keys(node))('%s: the same in a compiled executable', (name) => {
    expect(compiled[name]).toEqual(node[name]);
  });
});
