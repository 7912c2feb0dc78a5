import type { Plugin } from '../lib/skel/plugin.ts';

/**
 * Every plugin: the name of its executable, which is the `type` of a configuration, and where it is. Loaded when called
 * for, so that starting one costs nothing for the others.
 */
export const plugins: Record<string, () => Promise<Plugin<unknown>>> = {
  bridge: async () => (await import('../plugins/bridge/main.ts')).bridge,
  loopback: async () => (await import('../plugins/loopback/main.ts')).loopback,
  'host-local': async () => (await import('../ipam/host-local/main.ts')).hostLocal,
};

/** Executables that are no plugins. */
export const tools = ['cnitool'];
