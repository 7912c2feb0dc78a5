import type { PluginOutput } from '../../lib/testing/callPlugin.ts';
import type { Outcome } from '../../lib/testing/outcome.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** How a file of conf-examples is run, and what it is there for. */
export interface Example {
  network: string;
  ifName: string;
  /** CAP_ARGS for the first of the two containers. */
  capabilityArgs?: object;
  /** True for a network that has room for one container: the second is there, and is not attached. */
  alone?: boolean;
  /** True if the kernel of many a machine cannot do it: then it runs where `examplesInLab.kernel.test.ts` runs. */
  inLab?: boolean;
  /** Makes what the example takes for granted on a host, such as an uplink with a default route. */
  prepare?(host: Host): Promise<void>;
  /** What the example is there to show, looked at while two containers are attached. */
  shows(attached: Attached): Promise<void>;
}

/** Two containers that an example has attached. */
export interface Attached {
  host: Host;
  /** The first container, and what its ADD printed. */
  one: Container;
  result: PluginOutput;
  two: Container;
  /** What the second one's ADD printed; empty where it was not attached. */
  other: PluginOutput;
}

/** One echo request that has to be answered. */
export function ping(from: Host | Container, ip = ''): Promise<Outcome> {
  return from.ok(['ping', '-c', '1', '-W', '2', ip]);
}

/** The addresses of a result, without prefix length. */
export function bare(result: PluginOutput): string[] {
  return result.ips?.map(({ address }) => address.split('/')[0] ?? '') ?? [];
}
