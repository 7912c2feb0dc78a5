import type { RulesStep } from '../plan/step.ts';
import { portNames } from './portmap.ts';
import { entryRules, groupOf, hostPortChain, ownEntry } from './portmapChains.ts';
import {
  append,
  expect,
  filledChains,
  isV6,
  type LocalLink,
  localChain,
  localNote,
  ownedBy,
  ownerChain,
  removalScript,
  toolOf,
  transaction,
  unique,
} from './portmapOwned.ts';
import { expectShared, makeShared } from './portmapShared.ts';
import { type MarkedPortmap, masqueradeRule } from './portmapTranslation.ts';

/**
 * Forwards everything of a portmap in the family of its forwards, or nothing. Each attempt fails as a whole where it
 * does not fit: what is shared is there · the group of ports is new · nothing is there. None of them lists anything.
 */
export function addPortRules(portmap: MarkedPortmap, local?: LocalLink): RulesStep {
  const own = ownLines(portmap);
  const locals = localVariants(portmap.label, local);
  const shared = portmap.forwards.some(({ hostIp }) => hostIp !== undefined)
    ? [makeShared, expectShared]
    : [makeShared];
  const warm = [expectGroups, makeGroups].flatMap((groups) =>
    shared.flatMap((share) =>
      locals.map((lines) => [
        ...expectBase(portmap),
        ...groups(portmap),
        ...share(portmap),
        ...own,
        ...lines,
      ]),
    ),
  );
  const fresh = [
    ...makeBase(portmap),
    ...makeGroups(portmap),
    ...makeShared(portmap),
    ...own,
    ...(locals[0] ?? []),
  ];
  return {
    tool: toolOf(portmap),
    place: 'host',
    alone: true,
    attempts: [...warm, fresh].map((lines) => transaction(...lines)),
    undo: removalScript(ownedBy(portmap)),
    why: `forward ${portNames(portmap.forwards)}`,
  };
}

/** Whether the attempt of such a step that has passed counts for the link of localhost. */
export function counts({ attempts }: RulesStep, passed: number): boolean {
  return attempts[passed]?.some((line) => line.includes(localChain(''))) ?? false;
}

function ownLines(portmap: MarkedPortmap): string[] {
  const fill = filledChains(portmap).flatMap(({ name, rules }) => [
    `-N ${name}`,
    ...rules.map((rule) => `-A ${name} ${rule}`),
  ]);
  return [...fill, ...portmap.forwards.map(ownEntry).map(append)];
}

/** Where it is on, by us or by somebody else; where it is off, nobody has counted yet. */
function localVariants(label: string, local?: LocalLink): string[][] {
  if (local === undefined) return [[]];
  const own = `-A ${ownerChain(label)} ${localNote(local.name)}`;
  return local.on ? [[own], []] : [[`-N ${localChain(local.name)}`, own]];
}

function expectBase(portmap: MarkedPortmap): string[] {
  const masquerade = masqueradeRule(portmap).map((rule) => `-C POSTROUTING ${rule}`);
  return [...entryRules(isV6(portmap)).map(expect), ...masquerade];
}

function makeBase(portmap: MarkedPortmap): string[] {
  // Before the masquerade of other suites, some of which accept all that stays in the subnet.
  const masquerade = masqueradeRule(portmap).map((rule) => `-I POSTROUTING ${rule}`);
  return [`-N ${hostPortChain}`, ...entryRules(isV6(portmap)).map(append), ...masquerade];
}

function expectGroups({ forwards }: MarkedPortmap): string[] {
  return unique(forwards.map((forward) => expect(groupOf(forward).entry)));
}

function makeGroups({ forwards }: MarkedPortmap): string[] {
  return unique(
    forwards.flatMap((forward) => [`-N ${groupOf(forward).name}`, append(groupOf(forward).entry)]),
  );
}
