import type { Plugin } from '../lib/skel/plugin.ts';

/**
 * Every plugin: the name of its executable, which is the `type` of a configuration, and where it is. Loaded when called
 * for, so that starting one costs nothing for the others.
 */
export const plugins: Record<string, Row> = {
  bridge: { talksToIp: true, load: async () => (await import('../plugins/bridge/main.ts')).bridge },
  loopback: { talksToIp: false, load: async () => (await import('../plugins/loopback/main.ts')).loopback },
  macvlan: { talksToIp: true, load: async () => (await import('../plugins/macvlan/main.ts')).macvlan },
  'host-local': {
    talksToIp: false,
    load: async () => (await import('../ipam/host-local/main.ts')).hostLocal,
  },
};

interface Row {
  /** True if it always talks to `ip` on the host: then that is started while the plugin is still being loaded. */
  talksToIp: boolean;
  load(): Promise<Plugin<unknown>>;
}

/** Executables that are no plugins. */
export const tools = ['cnitool'];
