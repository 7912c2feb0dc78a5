import type { IpStep, Place } from '../plan/step.ts';

/** What a tap is made with. */
export interface TapOptions {
  /** More than one queue, each opened by itself. */
  multiQueue: boolean;
  /** Numbers of the user and of the group who may open it. */
  owner?: number;
  group?: number;
}

/** Makes a tap that stays when nobody has it open. Refused if the name is taken. */
export function addTap(place: Place, name: string, { multiQueue, owner, group }: TapOptions): IpStep {
  const words = ['tuntap', 'add', 'dev', name, 'mode', 'tap'];
  if (multiQueue) words.push('multi_queue');
  if (owner !== undefined) words.push('user', String(owner));
  if (group !== undefined) words.push('group', String(group));
  const undo = ['link', 'delete', 'dev', name];
  return { tool: 'ip', place, words, undo, why: `create tap "${name}" in the container` };
}
