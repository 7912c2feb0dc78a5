import type { Plugin } from '../../lib/skel/plugin.ts';
import { parseTuningConf, type TuningConf } from './conf.ts';

/** Sets sysctls and link attributes in a container, and sets them back. */
export const tuning: Plugin<TuningConf> = {
  type: 'tuning',
  kind: 'chained',
  summary: "sets sysctls, MAC, MTU and modes of a container's interface",
  parse: parseTuningConf,
  add: async (request, world) => (await import('./addition.ts')).add(request, world),
  del: async (request, world) => (await import('./removal.ts')).del(request, world),
  check: async (request, world) => (await import('./check.ts')).check(request, world),
  gc: async (request) => (await import('./removal.ts')).gc(request),
  status: async (request) => (await import('./status.ts')).status(request),
};
