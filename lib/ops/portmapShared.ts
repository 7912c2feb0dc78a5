import type { RulesStep } from '../plan/step.ts';
import type { PortForward } from './portmap.ts';
import { type PlacedRule, portChain, portEntry, sharedRule } from './portmapChains.ts';
import { append, expect, remove, transaction, unique } from './portmapOwned.ts';
import type { MarkedPortmap } from './portmapTranslation.ts';

/** The mark of a shared port. */
export function sharedIn(forward: PortForward): PlacedRule {
  return { chain: portChain(forward), rule: sharedRule };
}

/** The chain of each shared port, one by one: refused where others have an address there. */
export function removeShared(v6: boolean, forwards: PortForward[]): RulesStep[] {
  const scripts = new Map(forwards.map(sharedRemoval).map((lines) => [lines.join('\n'), lines]));
  const why = 'give the port free for all addresses';
  return [...scripts.values()]
    .filter((lines) => lines.length > 0)
    .map((lines) => ({
      tool: v6 ? 'ip6tables' : 'iptables',
      place: 'host',
      alone: true,
      attempts: [transaction(...lines)],
      why,
    }));
}

function sharedRemoval(forward: PortForward): string[] {
  if (forward.hostIp === undefined) return [];
  return [remove(portEntry(forward)), remove(sharedIn(forward)), `-X ${portChain(forward)}`];
}

/** Makes the chain of each shared port, with its mark. */
export function makeShared({ forwards }: MarkedPortmap): string[] {
  const shared = forwards.filter(({ hostIp }) => hostIp !== undefined);
  return unique(
    shared.flatMap((forward) => [
      `-N ${portChain(forward)}`,
      append(sharedIn(forward)),
      append(portEntry(forward)),
    ]),
  );
}

/** Fails unless each shared port is marked as such. */
export function expectShared({ forwards }: MarkedPortmap): string[] {
  const shared = forwards.filter(({ hostIp }) => hostIp !== undefined);
  return unique(shared.flatMap((forward) => [expect(sharedIn(forward)), expect(portEntry(forward))]));
}
