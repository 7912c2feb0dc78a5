import { executePlugin } from '../invoke/execute.ts';
import { findPlugin } from '../invoke/find.ts';
import { CniError, Code } from '../spec/errors.ts';
import { Fields } from '../spec/fields.ts';
import { parseJsonObject } from '../spec/json.ts';
import { current } from '../spec/version.ts';
import type { Runtime } from './runtime.ts';

/** What a plugin answers to VERSION. */
export interface PluginVersions {
  type: string;
  /** The executable found. */
  file: string;
  /** In the plugin's own order. */
  versions: string[];
}

/** The specification asks for CNI_COMMAND alone; plugins built on old libraries insist on these three as well. */
const variables = {
  CNI_COMMAND: 'VERSION',
  CNI_CONTAINERID: '',
  CNI_NETNS: 'dummy',
  CNI_IFNAME: 'dummy',
  CNI_ARGS: '',
  CNI_PATH: 'dummy',
};

/**
 * Asks a plugin which versions of the specification it supports. One from before the command existed means 0.1.0; one
 * that answers 0.2.0 without a list means the two versions of that time. Throws CniError: 103 if there is no such plugin
 * or it fails, 6 if the answer cannot be understood.
 */
export async function pluginVersions(runtime: Runtime, type: string): Promise<PluginVersions> {
  const file = findPlugin(type, runtime.cniPath);
  const stdin = JSON.stringify({ cniVersion: current });
  try {
    const stdout = await executePlugin(
      runtime.runner,
      file,
      { ...runtime.env, ...variables },
      stdin,
      runtime.timeout,
    );
    return { type, file, versions: parseAnswer(stdout) };
  } catch (error) {
    const isOlder = error instanceof CniError && error.message === 'unknown CNI_COMMAND: VERSION';
    if (isOlder) return { type, file, versions: ['0.1.0'] };
    throw error;
  }
}

function parseAnswer(stdout: string): string[] {
  const json = parseJsonObject(stdout, 'the answer to VERSION');
  const answer = new Fields(json, ['cniVersion', 'supportedVersions'], { path: '', code: Code.decode });
  const version = answer.text('cniVersion');
  if (version === undefined) throw answer.refusal('cniVersion', 'is missing');
  const versions = answer.texts('supportedVersions', () => undefined);
  if (versions !== undefined) return versions;
  if (version === '0.2.0') return ['0.1.0', '0.2.0'];
  throw answer.refusal('supportedVersions', 'is missing');
}
