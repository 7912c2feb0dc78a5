import type { Door } from '../../lib/kernel/door.ts';
import { allLinkFacts } from '../../lib/kernel/observe.ts';
import { wholeRoutes } from '../../lib/kernel/observeRoutes.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';

/** Milliseconds. The kernel does it a moment after the interface has come up; only a loaded machine takes longer. */
const patience = 5000;

/**
 * Waits until the VRF's table delivers what comes for the interface's IPv6 addresses: the kernel sees to that by
 * itself, a moment later. Throws CniError (code 100) if it does not.
 */
export async function addressesReady(ifName: string, table: number, door: Door): Promise<void> {
  const end = Date.now() + patience;
  for (let pause = 1; ; pause = Math.min(2 * pause, 50)) {
    const missing = await undelivered(ifName, table, door);
    if (missing === undefined) return;
    if (Date.now() > end)
      throw new CniError(
        Code.kernelRefused,
        `Cannot use ${missing} of "${ifName}": it is not delivered in table ${table}`,
      );
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function undelivered(ifName: string, table: number, door: Door): Promise<string | undefined> {
  const [link, routes] = await door.askFamily(
    'container',
    6,
    ['address', 'show', 'dev', ifName],
    ['route', 'show', 'table', 'all'],
  );
  const [is] = allLinkFacts(link);
  if (is === undefined || !is.up) return undefined;
  const there = wholeRoutes(6, routes)
    .filter((route) => route.table === table)
    .map(({ dst }) => dst);
  const wanted = is.addresses.filter(({ cidr, duplicate }) => !duplicate && !cidr.startsWith('fe80:'));
  return wanted.map(({ cidr }) => cidr.replace(/\/.*/, '')).find((ip) => !there.includes(ip));
}
