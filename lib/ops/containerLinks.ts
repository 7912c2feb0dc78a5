import type { IpStep, Place } from '../plan/step.ts';
import { Code } from '../spec/errors.ts';

/** A link that is to be born in the container, over a link that is somewhere. */
export interface ChildLink {
  name: string;
  /** Where the link it stands on is. */
  place: Place;
  /** The link it stands on; absent for one that stands on its own. */
  parent?: string;
  /** Path of the container's namespace. */
  netns: string;
  mtu?: number | undefined;
  mac?: string | undefined;
  /** Its number in the container; absent: the kernel chooses. */
  index?: number | undefined;
  /** "macvlan", and the words that follow it: ["macvlan", "mode", "bridge"]. */
  kind: string[];
}

/**
 * Makes a link under its own name in the container, so that it is never seen anywhere else. Refused if the name is
 * taken there.
 */
export function addChildLink({ name, place, parent, netns, mtu, mac, index, kind }: ChildLink): IpStep {
  const words = [
    'link',
    'add',
    ...(parent === undefined ? [] : ['link', parent]),
    ...['name', name],
    ...(index === undefined ? [] : ['index', String(index)]),
    ...(mtu === undefined ? [] : ['mtu', String(mtu)]),
    ...(mac === undefined ? [] : ['address', mac]),
    ...(place === 'host' ? ['netns', netns] : []),
    'type',
    ...kind,
  ];
  return {
    tool: 'ip',
    place,
    words,
    undo: ['link', 'delete', 'dev', name],
    undoPlace: 'container',
    why: `create ${kind[0]} "${name}" in the container`,
    taken: {
      code: Code.nameTaken,
      message: `Cannot attach "${name}": name already exists in the container`,
    },
  };
}
