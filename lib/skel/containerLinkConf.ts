import { Code } from '../spec/errors.ts';
import { Fields } from '../spec/fields.ts';
import type { Dns } from '../spec/result.ts';
import type { ConfSource } from './plugin.ts';

/** What the configuration of every interface plugin has. */
export interface ContainerLinkConf {
  /** Overrides what IPAM says. */
  dns?: Dns;
  /** Absent for a network of layer 2 only. */
  ipamType?: string;
}

/**
 * Reads the plugin's own keys. DEL and GC need none of them and must not fail over one: for them every key counts as
 * absent.
 */
export function ownFields({ command, network }: ConfSource, keys: readonly string[]): Fields {
  return new Fields(isRemoval(command) ? {} : network.json, keys, { path: '', code: Code.invalidConfig });
}

/** True for the commands that take away what ADD has made. */
export function isRemoval(command: ConfSource['command']): boolean {
  return command === 'DEL' || command === 'GC';
}

/** Takes these from the generic part of a configuration. */
export function containerLinkConf({ network }: ConfSource): ContainerLinkConf {
  return {
    ...(network.dns && { dns: network.dns }),
    ...(network.ipamType !== undefined && { ipamType: network.ipamType }),
  };
}
