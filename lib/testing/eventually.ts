import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks: short against anything the kernel takes long for. */
const interval = 10;

/**
 * Looks until what `probe` returns satisfies `until` (by default: is true or anything like it), and returns it. A probe
 * that throws is a probe that is not satisfied, so it may hold an `expect`. After `bound` milliseconds it throws an
 * error that names what was waited for and what was seen last.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  until: (seen: T) => boolean = Boolean,
  bound = 5000,
): Promise<T> {
  const end = performance.now() + bound;
  for (;;) {
    const look = await lookOnce(probe);
    if ('seen' in look && until(look.seen)) return look.seen;
    if (performance.now() > end) throw new Error(`Waited ${bound} ms for ${what}: ${described(look)}`);
    await pause(interval);
  }
}

type Look<T> = { seen: T } | { thrown: unknown };

async function lookOnce<T>(probe: () => T | Promise<T>): Promise<Look<T>> {
  try {
    return { seen: await probe() };
  } catch (thrown) {
    return { thrown };
  }
}

function described(look: Look<unknown>): string {
  if ('thrown' in look)
    return `the last look failed: ${look.thrown instanceof Error ? look.thrown.message : look.thrown}`;
  return `last seen ${typeof look.seen === 'string' ? look.seen : (JSON.stringify(look.seen) ?? 'undefined')}`;
}
