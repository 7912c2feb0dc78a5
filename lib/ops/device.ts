import { nothing } from '../plan/render.ts';
import type { IpStep, Place } from '../plan/step.ts';
import { Code } from '../spec/errors.ts';

/** A device that is to live elsewhere, and how it shall be there. */
export interface Move {
  /** What it is called where it is. */
  from: string;
  /** What it shall be called. */
  to: string;
  /** Path of the namespace it goes to; absent: it stays where it is. */
  netns?: string | undefined;
  /** Empty: none. */
  alias: string;
  /** Absent: as the move leaves it, which is down. */
  up?: boolean | undefined;
  promisc?: boolean | undefined;
}

/**
 * Moves a device of the host into the container and names it there, all in one request, so that nobody sees it under
 * another name. Refused where the name is taken there; the kernel may have moved it already by then. `back`: how it
 * was.
 */
export function moveIn(move: Move & { netns: string }, back: Move & { netns: string }): IpStep {
  return {
    tool: 'ip',
    place: 'host',
    words: moveWords(move),
    undo: moveWords(back),
    undoPlace: 'container',
    why: `move "${move.from}" into the container as "${move.to}"`,
    taken: {
      code: Code.nameTaken,
      message: `Cannot attach "${move.to}": name already exists in the container`,
    },
  };
}

/** Moves a device of the container to the host and names it there. The namespace may have ended meanwhile. */
export function moveOut(move: Move & { netns: string }): IpStep {
  return {
    tool: 'ip',
    place: 'container',
    words: moveWords(move),
    fine: 'absent',
    why: `move "${move.from}" back to the host as "${move.to}"`,
  };
}

/** Gives a device that is down its name and flags back where it is. */
export function rename(place: Place, move: Move): IpStep {
  return {
    tool: 'ip',
    place,
    words: moveWords({ ...move, netns: undefined }),
    fine: 'absent',
    why: `give "${move.from}" its name "${move.to}" back`,
  };
}

function moveWords({ from, to, netns, alias, up, promisc }: Move): string[] {
  return [
    ...['link', 'set', 'dev', from],
    ...(netns === undefined ? [] : ['netns', netns]),
    ...['name', to, 'alias', alias || nothing],
    ...(promisc === undefined ? [] : ['promisc', promisc ? 'on' : 'off']),
    ...(up === undefined ? [] : [up ? 'up' : 'down']),
  ];
}
