export const commandNames = ['add', 'check', 'del', 'gc', 'status', 'version'] as const;
export type CommandName = (typeof commandNames)[number];

/** What stands between braces in the lines of an adapter. */
export const placeholders = [
  'adapter',
  'network',
  'confDir',
  'cacheDir',
  'cniPath',
  'containerId',
  'netns',
  'ifname',
  'args',
  'capabilityArgs',
  'valid',
] as const;
export type Placeholder = (typeof placeholders)[number];

export const optionNames = ['args', 'capabilityArgs', 'valid', 'noneValid'] as const;

/**
 * What the harness has to know about a runtime to judge it; a JSON file, see adapter.schema.json. Commands are lines of shell
 * that run as root inside a throwaway host.
 */
export interface Adapter {
  /** What reports call it. */
  name: string;
  commands: { add: string; del: string } & Partial<Record<CommandName, string>>;
  /** Variables of the commands. One whose placeholder has no value in a call is left out of it. */
  env: Record<string, string>;
  /** What stands for a placeholder that has a value: `--args {args}`; `valid` once for each attachment. Default: the value. */
  options: Partial<Record<(typeof optionNames)[number], string>>;
  /** The folder it takes network configurations from. */
  confDir: string;
  /** The folder it remembers results in. */
  cacheDir: string;
  /** Versions of the specification it supports, lowest first. */
  versions: string[];
  /** Lines of shell run on the host before anything else. */
  prepare: string[];
  /** By command or placeholder: why it cannot do that. Ends up in the report as the reason of a SKIP. */
  cannot: Record<string, string>;
  /** What of all this is special, for the reader of a report. */
  notes?: string;
  /** The folder of the adapter's file: `{adapter}`. */
  folder: string;
}
