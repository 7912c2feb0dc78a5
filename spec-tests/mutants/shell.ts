import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Heard } from './mutant.ts';

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs lines of shell on the throwaway host of a mutant, or in the container that it is called for. Gives what they print. */
export function shell({ env, stdin }: Heard, script: string, place: 'host' | 'container' = 'host'): string {
  const words = place === 'host' ? [] : ['nsenter', `--net=${env.CNI_NETNS}`];
  const [file = '', ...args] = [...words, 'sh', '-c', script];
  return String(spawnSync(file, args, { env: { ...env, PATH: systemPath }, input: stdin }).stdout ?? '');
}

const memory = '/run/mutant';

/** Keeps a text for later calls, on the throwaway host, where no snapshot sees it. */
export function remember(key: string, text: string): void {
  mkdirSync(memory, { recursive: true });
  writeFileSync(`${memory}/${key}`, text);
}

/** What was kept; undefined if nothing was. */
export function recall(key: string): string | undefined {
  return existsSync(`${memory}/${key}`) ? readFileSync(`${memory}/${key}`, 'utf8') : undefined;
}
