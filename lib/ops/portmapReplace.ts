import type { RulesStep } from '../plan/step.ts';
import { portNames } from './portmap.ts';
import { entryRules, groupOf, hostPortChain, ownEntry, portChain, portEntry } from './portmapChains.ts';
import { chainsFound, chainsGone, entriesGone, has, type NatChains } from './portmapFound.ts';
import {
  append,
  filledChains,
  type LocalLink,
  localChain,
  type OwnedPorts,
  ownedBy,
  removalScript,
  remove,
  toolOf,
  transaction,
} from './portmapOwned.ts';
import { sharedIn } from './portmapShared.ts';
import { type MarkedPortmap, masqueradeRule } from './portmapTranslation.ts';

/**
 * Makes a portmap what is there, whatever is there now of what all share and of its owner's, in one transaction. It
 * holds only for what was seen: where somebody has claimed a port meanwhile, the kernel refuses it all.
 */
export function replacePortRules(
  portmap: MarkedPortmap,
  chains: NatChains,
  former: OwnedPorts | undefined,
  local?: LocalLink,
): RulesStep {
  const { forwards, label } = portmap;
  const counts = local !== undefined && (!local.on || chains.has(localChain(local.name)));
  const wanted = filledChains(portmap, counts ? local.name : undefined);
  const seen = { label, forwards: [...(former?.forwards ?? []), ...owned(portmap)] };
  const entries = entriesGone(chains, seen);
  const gone = chainsGone(chains, [...chainsFound(chains, seen), ...wanted.map(({ name }) => name)]);
  const lines = [
    ...entries,
    ...gone,
    ...missingBase(portmap, without(chains, [...entries, ...gone])),
    ...(counts && !chains.has(localChain(local.name)) ? [`-N ${localChain(local.name)}`] : []),
    ...wanted.map(({ name }) => `-N ${name}`),
    ...wanted.flatMap(({ name, rules }) => rules.map((rule) => append({ chain: name, rule }))),
    ...forwards.map(ownEntry).map(append),
  ];
  const undo = former === undefined && { undo: removalScript(ownedBy(portmap)) };
  const why = `forward ${portNames(forwards)}${former ? ' again' : ''}`;
  return {
    tool: toolOf(portmap),
    place: 'host',
    alone: true,
    attempts: [transaction(...lines)],
    ...undo,
    why,
  };
}

/** What is left of chains after these lines. */
function without(chains: NatChains, lines: string[]): NatChains {
  const left = [...chains].filter(([name]) => !lines.includes(`-X ${name}`));
  return new Map(
    left.map(([chain, rules]) => [chain, rules.filter((rule) => !lines.includes(remove({ chain, rule })))]),
  );
}

function missingBase(portmap: MarkedPortmap, chains: NatChains): string[] {
  const { forwards } = portmap;
  const shared = forwards.filter(({ hostIp }) => hostIp !== undefined);
  const names = [
    hostPortChain,
    ...forwards.map((forward) => groupOf(forward).name),
    ...shared.map(portChain),
  ];
  const rules = [
    ...entryRules(toolOf(portmap) === 'ip6tables'),
    ...forwards.map((forward) => groupOf(forward).entry),
    ...shared.flatMap((forward) => [sharedIn(forward), portEntry(forward)]),
  ];
  const masquerade = masqueradeRule(portmap).filter((rule) => !has(chains, { chain: 'POSTROUTING', rule }));
  return [
    ...[...new Set(names)].filter((name) => !chains.has(name)).map((name) => `-N ${name}`),
    ...new Set(rules.filter((rule) => !has(chains, rule)).map(append)),
    ...masquerade.map((rule) => `-I POSTROUTING ${rule}`),
  ];
}

function owned({ forwards }: MarkedPortmap): OwnedPorts['forwards'] {
  return forwards.map((forward) => ({ ...forward, conditional: false }));
}
