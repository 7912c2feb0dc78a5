/** What a plugin does for a living; decides which cases apply to it (specification, sections 2 and 4). */
export type Kind = 'interface' | 'chained' | 'ipam' | 'loopback';

/**
 * What the harness has to know about a plugin to judge it; a JSON file, see profile.schema.json. Lines of shell run as
 * root inside the throwaway namespaces, with `$CONTAINER` and `$IFNAME` set where there are such.
 */
export interface Profile {
  /** Name of the executable. */
  type: string;
  kind: Kind;
  /** The least configuration that works: one plugin object without name and cniVersion. */
  conf: PluginConf;
  /** Versions to judge. Default: whatever VERSION reports, of those that the harness knows. */
  versions?: string[];
  /** Lines of shell that make what the plugin needs before it is called. */
  prepare?: { host?: string[]; container?: string[] };
  /** A line of shell that fails where this kernel or machine cannot run the plugin. */
  probe?: string;
  /** Programs the plugin relies on: started on the host before, ended after. `ready` is a line of shell that succeeds once it works. */
  daemons?: { run: string; ready: string }[];
  /** True if the plugin wants a prevResult on ADD; for kind `chained` it does unless this says false. */
  prevResult?: boolean;
  /** Patterns (regular expressions) of snapshot lines that may be left after the last DEL, such as a shared bridge. */
  remains?: string[];
  /** Configurations that differ by one malformed or unusable field, each to be refused: top-level keys to replace. */
  malformed?: PluginConf[];
  /** Ways to damage what ADD made that CHECK has to notice. */
  damages?: Damage[];
  /** Top-level keys to replace so that exactly one attachment fits (kinds with addresses), and a second has to fail. */
  scarce?: PluginConf;
  /** True if `conf` as it stands fits one attachment at a time, as with one device or one host port: cases with several do without it. */
  single?: boolean;
  /** Lines of shell after which STATUS must fail, such as stopping the daemon or removing the master. */
  incapable?: string[];
  /** Patterns of snapshot lines that exist because of one attachment, which must be gone after DEL and GC. `{id}` is the container ID, `{ifname}` the interface. */
  traces?: string[];
  /** What of all this is special, for the reader of a report. */
  notes?: string;
}

/** One way to damage an attachment. */
export interface Damage {
  /** "the masquerade rule is gone": completes "CHECK fails when …". */
  name: string;
  /** Where the lines run. Default: host. */
  where?: 'host' | 'container';
  run: string[];
  /** CHK-03 (listed in the result), CHK-04 (not listed) or CHK-05 (unreachable). Default: CHK-04. */
  judges?: string;
}

/** A plugin configuration object, or part of one. */
export type PluginConf = Record<string, unknown>;
