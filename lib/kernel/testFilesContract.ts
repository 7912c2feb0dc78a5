/*
 * Every call of `#files`, as a program: `testFilesContract.ts FOLDER` prints what came of each as JSON. Node runs it with `files.ts`,
 * the runtime that compiles with `files-bun.ts`; both must tell the same.
 */
import * as files from '#files';

const [folder = ''] = process.argv.slice(2);
const at = (name: string) => `${folder}/${name}`;

/** What a call gave, or how it failed. */
function of<T>(call: () => T): unknown {
  try {
    return call() ?? 'done';
  } catch (error) {
    const { code, syscall, path, dest, message } = error as NodeJS.ErrnoException & { dest?: string };
    // Nobody is told of a path with a NUL, and each has words of its own for it.
    return code === 'ERR_INVALID_ARG_VALUE' ? code : { code, syscall, path, dest, message };
  }
}

function kindOf(path: string) {
  const stat = files.statSync(path);
  return [stat.isFile(), stat.isDirectory(), stat.isCharacterDevice(), stat.size];
}

function sameAs(stat: files.FileStat, other: files.FileStat): boolean {
  return stat.dev === other.dev && stat.ino === other.ino && stat.mtimeMs === other.mtimeMs;
}

function reading(path: string, length: number): unknown {
  const fd = files.openSync(path, 'r');
  const bytes = new Uint8Array(length);
  const counts = [files.readSync(fd, bytes), files.readSync(fd, bytes)];
  files.closeSync(fd);
  return [...counts, of(() => files.readSync(fd, bytes)), of(() => files.closeSync(fd))];
}

function writing(path: string): unknown {
  const fd = files.openSync(path, 'wx', 0o600);
  const written = [files.writeSync(fd, 'zwölf\n'), files.writeSync(fd, new Uint8Array([0x41, 0x0a]))];
  written.push(files.writeSync(fd, ''));
  files.writeFileSync(fd, 'Ende');
  const stat = files.fstatSync(fd);
  files.closeSync(fd);
  return [...written, stat.size, sameAs(stat, files.statSync(path)), files.readFileSync(path, 'utf8')];
}

/** A pipe that never waits, with nothing in it. */
function empty(path: string): unknown {
  const fd = files.openSync(path, files.constants.O_RDONLY | files.constants.O_NONBLOCK);
  const atEnd = files.readSync(fd, new Uint8Array(8)); // nobody writes to it
  files.closeSync(fd);
  return atEnd;
}

/** Whether each of two descriptors gets the lock on a folder, and whether the second does once the first is closed. */
function locking(path: string): unknown {
  const [first, second] = [files.openSync(path, 'r'), files.openSync(path, 'r')];
  const got = [files.lockSync(first, 0.1), files.lockSync(second, 0.1)];
  files.closeSync(first);
  got.push(files.lockSync(second, 0.1));
  files.closeSync(second);
  return got;
}

const text = `${'ü'.repeat(40_000)}\ufeff`;
const found = {
  made: of(() => files.mkdirSync(at('a/b/c'), { recursive: true })),
  madeAgain: String(files.mkdirSync(at('a/b'), { recursive: true, mode: 0o700 })),
  madeInFile: of(() => files.mkdirSync(`${at('plain')}/x`, { recursive: true })),
  written: of(() => files.writeFileSync(at('text'), text, { mode: 0o600 })),
  length: files.statSync(at('text')).size,
  sameText: files.readFileSync(at('text'), 'utf8') === text,
  mark: files.readFileSync(at('marked'), 'utf8'),
  noText: of(() => files.readFileSync(at('none'), 'utf8')),
  textOfFolder: of(() => files.readFileSync(at('a'), 'utf8')),
  textOfNul: of(() => files.readFileSync(`${at('a')}\0`, 'utf8')),
  proc: files.readFileSync('/proc/self/status', 'utf8').startsWith('Name:'),
  intoNowhere: of(() => files.writeFileSync(at('none/x'), 'x')),
  intoFolder: of(() => files.writeFileSync(at('a'), 'x')),
  full: of(() => files.writeFileSync('/dev/full', 'x')),
  reading: reading(at('plain'), 4),
  writing: writing(at('new')),
  writtenTwice: of(() => files.openSync(at('new'), 'wx')),
  empty: empty(at('pipe')),
  locking: locking(at('many')),
  kinds: [at('plain'), at('a'), '/dev/null', at('link')].map(kindOf),
  link: files.lstatSync(at('link')).isFile(),
  noStat: of(() => files.statSync(at('none'))),
  noLstat: of(() => files.lstatSync(at('none'))),
  statOfNothing: String(files.statSync(at('none'), { throwIfNoEntry: false })),
  statInFile: of(() => String(files.statSync(at('plain/x'), { throwIfNoEntry: false }))),
  statOfNul: of(() => files.statSync('\0', { throwIfNoEntry: false })),
  badDescriptor: of(() => files.fstatSync(999)),
  exists: [at('plain'), at('none'), at('dangling'), '\0'].map(files.existsSync),
  access: [at('a'), at('none'), '/proc/self/status'].map((path) =>
    of(() => files.accessSync(path, files.constants.X_OK)),
  ),
  target: of(() => files.readlinkSync(at('link'))),
  noTarget: of(() => files.readlinkSync(at('none'))),
  targetOfFile: of(() => files.readlinkSync(at('plain'))),
  system: files.statfsSync('/proc').type,
  space: files.statfsSync(folder).blocks > files.statfsSync(folder).bfree - 1,
  noSystem: of(() => files.statfsSync(at('none'))),
  names: files.readdirSync(at('many')).sort().join(),
  noNames: of(() => files.readdirSync(at('none'))),
  namesOfFile: of(() => files.readdirSync(at('plain'))),
  linked: of(() => files.linkSync(at('plain'), at('second'))),
  linkedTwice: of(() => files.linkSync(at('plain'), at('second'))),
  linkedFromNothing: of(() => files.linkSync(at('none'), at('third'))),
  pointed: of(() => files.symlinkSync('10.1.2.3', at('pointer'))),
  pointedTwice: of(() => files.symlinkSync('10.1.2.3', at('pointer'))),
  pointer: files.readlinkSync(at('pointer')),
  renamed: of(() => files.renameSync(at('second'), at('third'))),
  renamedNothing: of(() => files.renameSync(at('second'), at('third'))),
  stamped: of(() => files.utimesSync(at('third'), 1, 5_000_000_000.5)),
  stamp: files.statSync(at('third')).mtimeMs,
  stampedNothing: of(() => files.utimesSync(at('none'), 0, 0)),
  removed: of(() => files.unlinkSync(at('third'))),
  removedTwice: of(() => files.unlinkSync(at('third'))),
  removedFolder: of(() => files.unlinkSync(at('many'))) !== 'done',
  forced: [at('pointer'), at('pointer')].map((path) => of(() => files.rmSync(path, { force: true }))),
  unforced: of(() => files.rmSync(at('pointer'))),
  folderRemoved: of(() => files.rmdirSync(at('a/b/c'))),
  folderRemovedTwice: of(() => files.rmdirSync(at('a/b/c'))),
  fullFolderRemoved: of(() => files.rmdirSync(at('a'))),
};
process.stdout.write(JSON.stringify(found, undefined, 1).replaceAll(folder, '@'));
