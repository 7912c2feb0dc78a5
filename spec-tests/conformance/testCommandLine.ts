import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The words that start the harness from its source. */
export const fromSource = [
  process.execPath,
  '--import',
  import.meta.resolve('tsx'),
  `${root}bin/cni-conformance.ts`,
];

/** The compiled one. */
export const compiled = [`${root}bin/cni-conformance`];

/** Starts the harness; never throws for how it ends. */
export function start(argv: string[], [file = '', ...words]: string[] = compiled) {
  return execa(file, [...words, ...argv], { reject: false, cwd: root });
}

/** A folder with one plugin that is a shell script, and its profile. */
export interface ScriptedPlugin extends Disposable {
  /** The arguments that name them. */
  args: string[];
  folder: string;
}

/** Makes `type` of the branches of a `case $CNI_COMMAND in`; VERSION is answered. */
export function scriptedPlugin(type: string, branches: string): ScriptedPlugin {
  const folder = mkdtempSync('/tmp/scripted-plugin-');
  const version = `VERSION) echo '{"cniVersion":"1.0.0","supportedVersions":["0.4.0","1.0.0"]}';;`;
  writeFileSync(
    `${folder}/${type}`,
    `#!/bin/sh\ncat >/dev/null\ncase $CNI_COMMAND in\n${version}\n${branches}\nesac\n`,
  );
  chmodSync(`${folder}/${type}`, 0o755);
  const profile = `${folder}/profile.json`;
  writeFileSync(profile, JSON.stringify({ type, kind: 'interface', conf: {} }));
  return {
    folder,
    args: ['--cni-path', folder, '--profile', profile],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
