/**
 * The calls on files that plugins make, through the C library: `files.ts` says why. Named as in `node:fs`, with the same
 * results and errors; one test is run against both.
 */
export {
  closeSync,
  constants,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from './fileContents-bun.ts';
export { lockSync } from './fileLock-bun.ts';
export * from './fileNames-bun.ts';
export * from './fileState-bun.ts';
export type { FileStat, FileSystemStat } from './statStructs.ts';
