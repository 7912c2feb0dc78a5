/**
 * Who may go at the same time within this process (specification, section 3): one operation per container, any number
 * of containers, and GC alone. Between processes, keeping these rules is the caller's business.
 */
let lastAlone: Promise<unknown> = Promise.resolve();
const lastOf = new Map<string, Promise<unknown>>();

/** Does `work` after everything begun earlier on the same container, and after every GC begun earlier. */
export async function inTurn<T>(containerId: string, work: () => Promise<T>): Promise<T> {
  const mine = Promise.allSettled([lastAlone, lastOf.get(containerId)]).then(work);
  lastOf.set(containerId, mine);
  try {
    return await mine;
  } finally {
    if (lastOf.get(containerId) === mine) lastOf.delete(containerId);
  }
}

/** Does `work` after everything begun earlier; whatever begins later waits for it. */
export function alone<T>(work: () => Promise<T>): Promise<T> {
  const mine = Promise.allSettled([lastAlone, ...lastOf.values()]).then(work);
  lastAlone = mine;
  return mine;
}
