import type { PluginOutcome } from '../../lib/testing/callPlugin.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { PluginConf } from './profile.ts';

/**
 * How a call differs from the plainest one of its command. A variable given as undefined is absent from the
 * environment; one not given has its usual value.
 */
export interface CallChange {
  /** The container. Default: the trial's first one. Sets CNI_CONTAINERID and CNI_NETNS unless those are given. */
  container?: Container;
  containerId?: string | undefined;
  netns?: string | undefined;
  ifName?: string | undefined;
  /** CNI_ARGS. Default: absent. */
  args?: string | undefined;
  cniPath?: string | undefined;
  /** More variables; undefined takes one away. */
  env?: Record<string, string | undefined>;
  /** Standard input in place of the configuration: text as it is, or an object to be made JSON. */
  stdin?: unknown;
  /** Top-level keys to replace in the minimal configuration; undefined takes one away. */
  conf?: PluginConf;
  /** cniVersion. Default: the highest that the subject supports. */
  version?: string | undefined;
  /** Name of the network. Default: "conformance". */
  network?: string;
  /**
   * Default: for CHECK and DEL the result of the attachment's ADD, for ADD of a chained plugin the interface that the trial has
   * prepared, otherwise none.
   */
  prevResult?: unknown;
  /** GC: the list of valid attachments, under the key of the text in use. Default: none of that name. */
  valid?: { containerID: string; ifname: string }[];
  /** Words put before the executable: ["setpriv", "--reuid=65534", "--clear-groups"]. It is `$0` for a shell. */
  via?: string[];
  /** Milliseconds after which it is killed with all its children, for cases that mean to. */
  killAfter?: number;
}

/** One call of the plugin and what came of it. */
export interface Call extends PluginOutcome {
  command: string;
  /** Its environment. */
  env: Record<string, string>;
  /** Its standard input. */
  stdin: string;
  /** A script that does everything up to and with this call by hand. */
  reproduce: string;
}

/** What a call came to, for a report: "exit status 1, code 999: …". */
export function told({ exitCode, signal, timedOut, json, stdout, stderr }: Call): string {
  const end = timedOut ? 'did not end' : signal ? `ended by ${signal}` : `exit status ${exitCode}`;
  if (json && typeof json === 'object' && 'code' in json)
    return `${end}, code ${json.code}: ${json.msg}${json.details ? ` (${json.details})` : ''}`;
  const said = [
    ['stdout', stdout],
    ['stderr', stderr],
  ].filter(([, text]) => text);
  return [end, ...said.map(([name, text = '']) => `${name} ${brief(text)}`)].join(', ');
}

function brief(text: string): string {
  const line = JSON.stringify(text.trim());
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
