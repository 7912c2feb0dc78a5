import type { StandOn } from './ground.ts';

/**
 * How many namespaces are open at a time. Each costs an "ip" and six descriptors, of which a process often may have no
 * more than 1024; and a crowd is served no sooner by more.
 */
const places = 40;

/** Lets so many stand on their ground at a time; others wait for their turn, in the order they came. */
export function inTurns(standOn: StandOn, most = places): StandOn {
  const waiting: (() => void)[] = [];
  let free = most;

  async function begin(): Promise<void> {
    if (free === 0) return await new Promise((resolve) => waiting.push(resolve));
    free--;
  }

  function end(): void {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }

  return async (where, act) => {
    await begin();
    try {
      return await standOn(where, act);
    } finally {
      end();
    }
  };
}
