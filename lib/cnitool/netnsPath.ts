import { existsSync } from 'node:fs';

/** What the user called a namespace, as an absolute path without "." and "..". Links are not followed. */
export async function resolveNetns(operand: string, cwd: string): Promise<string> {
  const { posix } = await import('node:path');
  const path = posix.resolve(cwd, operand);
  return operand.includes('/') || existsSync(path) ? path : `/var/run/netns/${operand}`;
}
