import type { BridgeStep } from '../plan/step.ts';

/** VLAN IDs from one to another, both included. */
export type VlanRange = [from: number, to: number];

/** The VLANs that a bridge port belongs to. */
export interface PortVlans {
  /** What comes in without a tag belongs to it, and it goes out without one. */
  native: number;
  /** Others, which have their tags on both ways: in order, apart, and without the native one. */
  tagged: VlanRange[];
}

/**
 * Puts a new port into its VLANs. A port is in the bridge's default VLAN (`initial`; 0: in none) as soon as it is one:
 * it leaves that one, unless it is wanted or `keepsInitial` says to stay. Told twice they change nothing.
 */
export function setPortVlans(
  port: string,
  { native, tagged }: PortVlans,
  initial: number,
  keepsInitial: boolean,
): BridgeStep[] {
  const leaves = !keepsInitial && initial !== 0 && initial !== native;
  return [
    ...(leaves
      ? [step(['del', 'dev', port, 'vid', String(initial)], `take "${port}" out of VLAN ${initial}`)]
      : []),
    ...tagged.map((range) => {
      const vid = rangeText(range);
      return step(['add', 'dev', port, 'vid', vid], `let "${port}" carry VLAN ${vid} with tags`);
    }),
    step(
      ['add', 'dev', port, 'vid', String(native), 'pvid', 'untagged'],
      `put what "${port}" carries without a tag into VLAN ${native}`,
    ),
  ];
}

/** "200", "200-210": as iproute2 takes it. */
export function rangeText([from, to]: VlanRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function step(words: string[], why: string): BridgeStep {
  return { tool: 'bridge', place: 'host', words: ['vlan', ...words], why };
}
