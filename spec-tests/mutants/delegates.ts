import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Heard, Mutant } from './mutant.ts';

/** What CNI_PATH has to be for a plugin to find the wrapped delegate first. */
export interface Delegates extends Disposable {
  env: Record<string, string>;
}

/**
 * Puts a folder in front of CNI_PATH in which the IPAM plugin of the configuration is this executable around the true one, which sees
 * CNI_PATH as it was. Changes nothing if the mutant lets its delegate alone, or there is none.
 */
export function delegates(
  { name, delegate }: Pick<Mutant, 'name' | 'delegate'>,
  { command, conf, env }: Heard,
): Delegates {
  const plugin = delegate && found(conf.ipam?.type, env.CNI_PATH);
  if (!plugin) return { env: {}, [Symbol.dispose]() {} };
  const folder = mkdtempSync(join(dirname(process.execPath), 'delegates-'));
  const path = join(folder, conf.ipam?.type ?? '');
  const words = [process.execPath, name, plugin, command].join(' ');
  writeFileSync(path, `#!/bin/sh\nCNI_PATH='${env.CNI_PATH}' exec ${words}\n`);
  chmodSync(path, 0o755);
  return {
    env: { CNI_PATH: `${folder}:${env.CNI_PATH}` },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Where an executable is found along CNI_PATH. */
export function found(type: unknown, path = ''): string | undefined {
  if (typeof type !== 'string' || type.includes('/')) return undefined;
  return path
    .split(':')
    .map((folder) => `${folder}/${type}`)
    .find((file) => existsSync(file));
}
