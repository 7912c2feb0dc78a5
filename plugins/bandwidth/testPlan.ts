import type { Plan } from '../../lib/plan/step.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { aLink, requestFor } from '../../lib/testing/planFixtures.ts';
import { type BandwidthConf, parseBandwidthConf } from './conf.ts';
import type { BandwidthFacts } from './facts.ts';
import { planLimits } from './plan.ts';

/** A configuration as a runtime would send it, judged. */
export function parsed(own: Record<string, unknown>): BandwidthConf {
  const network = parseNetworkConf({ cniVersion: '1.1.0', name: 'mynet', ...own });
  return parseBandwidthConf({ command: 'ADD', network, args: new Map() });
}

/** The facts of a fresh attachment whose other end is "veth0". */
export function factsWith(own: Partial<BandwidthFacts> = {}): BandwidthFacts {
  const noqueue = { kind: 'noqueue', handle: '0:', isRoot: true };
  return {
    host: aLink({ name: 'veth0', kind: 'veth' }),
    isNamed: false,
    queueing: { qdiscs: [noqueue], entry: [], exit: [] },
    namesake: undefined,
    mac: '02:00:00:00:00:42',
    ...own,
  };
}

/** The plan of an ADD with a configuration in the runtime's words. */
export function planFor(own: Record<string, unknown>, facts: Partial<BandwidthFacts> = {}): Plan {
  return planLimits(requestFor(parsed(own)), factsWith(facts));
}
