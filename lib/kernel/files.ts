/**
 * The calls on files that plugins make, here as Node has them. The compiled executables get `files-bun.ts` in its place
 * (`#files` in package.json), which does the same through the C library: loading the runtime's own `node:fs` takes 2 ms
 * there, a fifth of what a call that does nothing takes. So what a plugin's ADD or DEL needs imports `#files`.
 */
import * as fs from 'node:fs';
import { lockSync as lockByProgram } from './fileLock.ts';
import type * as bun from './files-bun.ts';

export type { FileStat } from './statStructs.ts';

export const accessSync: typeof bun.accessSync = fs.accessSync;
export const closeSync: typeof bun.closeSync = fs.closeSync;
export const constants: typeof bun.constants = fs.constants;
export const existsSync: typeof bun.existsSync = fs.existsSync;
export const fstatSync: typeof bun.fstatSync = fs.fstatSync;
export const linkSync: typeof bun.linkSync = fs.linkSync;
export const lockSync: typeof bun.lockSync = lockByProgram;
export const lstatSync: typeof bun.lstatSync = fs.lstatSync;
export const mkdirSync: typeof bun.mkdirSync = fs.mkdirSync;
export const openSync: typeof bun.openSync = fs.openSync;
export const readdirSync: typeof bun.readdirSync = fs.readdirSync;
export const readFileSync: typeof bun.readFileSync = fs.readFileSync;
export const readlinkSync: typeof bun.readlinkSync = fs.readlinkSync;
export const readSync: typeof bun.readSync = fs.readSync;
export const renameSync: typeof bun.renameSync = fs.renameSync;
export const rmdirSync: typeof bun.rmdirSync = fs.rmdirSync;
export const rmSync: typeof bun.rmSync = fs.rmSync;
export const statfsSync: typeof bun.statfsSync = fs.statfsSync;
export const statSync: typeof bun.statSync = fs.statSync;
export const symlinkSync: typeof bun.symlinkSync = fs.symlinkSync;
export const unlinkSync: typeof bun.unlinkSync = fs.unlinkSync;
export const utimesSync: typeof bun.utimesSync = fs.utimesSync;
export const writeFileSync: typeof bun.writeFileSync = fs.writeFileSync;
export const writeSync: typeof bun.writeSync = (fd, data) =>
  typeof data === 'string' ? fs.writeSync(fd, data) : fs.writeSync(fd, data);
