import type { Stage, Step } from './step.ts';

/** Steps of one stage that share a process: one tool, one place, in order. */
export interface Lane {
  name: string;
  steps: Step[];
}

/**
 * Folds the steps of a stage into lanes. `ip` of either family or both, `bridge`, `tc` and `sysctl` of one place share a lane, since an interface's sysctls,
 * VLANs and queueing disciplines appear with the interface and must be set before it comes up.
 */
export function lanes(stage: Stage): Lane[] {
  const byName = new Map<string, Step[]>();
  for (const step of stage) {
    const name = laneName(step);
    byName.set(name, [...(byName.get(name) ?? []), step]);
  }
  return [...byName].map(([name, steps]) => ({ name, steps }));
}

function laneName(step: Step): string {
  const lane = ['sysctl', 'bridge', 'tc', 'ip -4', 'ip -6'].includes(step.tool) ? 'ip' : step.tool;
  return `${lane}@${step.place}`;
}
