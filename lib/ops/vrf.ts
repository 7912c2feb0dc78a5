import type { FamilyIpStep } from '../plan/step.ts';

/** What a VRF of ours has as its alias. Several attachments share it. */
export const vrfAlias = 'weft:vrf';

// Links have no family: they are told to the `ip` of IPv4 because that is open anyway, for the routes.

/** Makes a VRF in the container. It may have been made meanwhile by somebody who needs it as well. */
export function addVrf(name: string, table: number): FamilyIpStep {
  return {
    ...inContainer,
    words: ['link', 'add', 'name', name, 'type', 'vrf', 'table', String(table)],
    undo: ['link', 'delete', 'dev', name],
    fine: 'exists',
    shared: true,
    why: `create the VRF "${name}" with table ${table}`,
  };
}

/** Brings a VRF up and writes whose it is into it. Both go with it. */
export function readyVrf(name: string, { isUp, alias }: { isUp: boolean; alias: string }): FamilyIpStep[] {
  const set = ['link', 'set', 'dev', name];
  return [
    ...(alias === ''
      ? [{ ...inContainer, words: [...set, 'alias', vrfAlias], why: `write the owner into "${name}"` }]
      : []),
    ...(isUp ? [] : [{ ...inContainer, words: [...set, 'up'], why: `bring "${name}" up` }]),
  ];
}

/** Makes an interface a member of a VRF. If it is up, the kernel takes it down and up for that. */
export function joinVrf(ifName: string, name: string): FamilyIpStep {
  return {
    ...inContainer,
    words: ['link', 'set', 'dev', ifName, 'master', name],
    undo: ['link', 'set', 'dev', ifName, 'nomaster'],
    why: `put "${ifName}" into the VRF "${name}"`,
  };
}

/** Takes an interface out of its VRF. */
export function leaveVrf(ifName: string, name: string): FamilyIpStep {
  return {
    ...inContainer,
    words: ['link', 'set', 'dev', ifName, 'nomaster'],
    fine: 'absent',
    why: `take "${ifName}" out of the VRF "${name}"`,
  };
}

/** Removes a VRF. */
export function removeVrf(name: string): FamilyIpStep {
  return {
    ...inContainer,
    words: ['link', 'delete', 'dev', name],
    fine: 'absent',
    why: `remove the VRF "${name}", which has no member left`,
  };
}

const inContainer = { tool: 'ip -4', place: 'container' } as const;
