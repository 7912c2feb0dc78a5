import type { RulesStep } from '../plan/step.ts';
import { portNames } from './portmap.ts';
import { entryRules, groupOf, hostPortChain, ownEntry, portChain, portEntry } from './portmapChains.ts';
import { has, type NatChains, removalOfFound } from './portmapFound.ts';
import {
  append,
  filledChains,
  type LocalLink,
  localChain,
  type OwnedPorts,
  ownedBy,
  removalScript,
  sharedIn,
  toolOf,
  transaction,
} from './portmapOwned.ts';
import { type MarkedPortmap, masqueradeRule } from './portmapTranslation.ts';

/** Makes a portmap what is there, whatever is there now of what all share and of its owner's: in one transaction. */
export function replacePortRules(
  portmap: MarkedPortmap,
  chains: NatChains,
  former: OwnedPorts | undefined,
  local?: LocalLink,
): RulesStep {
  const { forwards, label } = portmap;
  const counts = local !== undefined && (!local.on || chains.has(localChain(local.name)));
  const wanted = filledChains(portmap, counts ? local.name : undefined);
  const kept = [...wanted.map(({ name }) => name), ...forwards.map(portChain)];
  const old = removalOfFound(
    chains,
    { label, forwards: [...(former?.forwards ?? []), ...owned(portmap)] },
    kept,
  );
  const lines = [
    ...missingBase(portmap, chains),
    ...(counts && !chains.has(localChain(local.name)) ? [`-N ${localChain(local.name)}`] : []),
    ...wanted.map(({ name }) => (chains.has(name) ? `-F ${name}` : `-N ${name}`)),
    ...old,
    ...wanted.flatMap(({ name, rules }) => rules.map((rule) => append({ chain: name, rule }))),
    ...forwards.map(ownEntry).map(append),
  ];
  const undo = former === undefined && { undo: removalScript(ownedBy(portmap)) };
  const why = `forward ${portNames(forwards)}${former ? ' again' : ''}`;
  return { tool: toolOf(portmap), place: 'host', attempts: [transaction(...lines)], ...undo, why };
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
