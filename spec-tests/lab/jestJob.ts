import { type Feature, probe } from './features.ts';

/** Milliseconds a test may take in the lab, where starting a program takes 30 times as long as on the machine. */
const testTimeout = 300_000;

/**
 * The script that runs test files in the lab. Leaves report.json, jest's, and lacks/FEATURE with what was said for each
 * feature of `needs` that the lab's kernel has not. `root`: of the checkout. `files`: relative to it.
 */
export function jestJob(root: string, files: string[], needs: Feature[]): string {
  const probes = needs.flatMap((feature) => {
    const said = `/run/out/lacks/${feature}`;
    return `if ${quoted(probe(feature))} >${said} 2>&1; then rm ${said}; fi`;
  });
  const jest = [
    ...[process.execPath, '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand'],
    // What a test leaves running must not cost the report of the others.
    ...['--forceExit', `--testTimeout=${testTimeout}`, '--json', '--outputFile=/run/out/report.json'],
    ...['--runTestsByPath', ...files],
  ];
  return [
    'mkdir /run/out/lacks',
    ...probes,
    `cd ${quoted([root])} && export NODE_NO_WARNINGS=1 && exec ${quoted(jest)} >/dev/null`,
    '',
  ].join('\n');
}

/** Milliseconds for all of it once the lab has booted. */
export function jestBound(files: string[]): number {
  return 120_000 + files.length * 2 * testTimeout;
}

function quoted(words: string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}
