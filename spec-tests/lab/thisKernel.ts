import { execaSync } from 'execa';
import { type Feature, probe } from './features.ts';

/** Which of `wanted` this machine's kernel has, found by trying. Throws without the right to make a network namespace. */
export function thisKernelHas(wanted: Iterable<Feature>): Set<Feature> {
  const options = { reject: false, timeout: 20_000, stdin: 'ignore' } as const;
  const rights = execaSync('unshare', ['--net', 'true'], options);
  if (rights.exitCode !== 0) throw new Error(`Cannot try what this kernel has: ${rights.stderr.trim()}`);
  const has = (feature: Feature) => {
    const [program = '', ...args] = probe(feature);
    return execaSync(program, args, options).exitCode === 0;
  };
  return new Set([...new Set(wanted)].filter(has));
}

/** The processors this process may use: "0-2,5" of /proc/self/status as 0, 1, 2, 5. */
export function parseCpus(list: string): number[] {
  return list
    .trim()
    .split(',')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}
