import { existsSync, readdirSync, readFileSync } from '#files';
import { replaceFile } from '../../lib/libcni/replaceFile.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { leaseFile, orderFile, stateFolder } from './folder.ts';
import type { Named } from './protocol.ts';

/**
 * Leaves word for the daemon to give up a lease, if it has left one. Throws CniError (code 5) where that cannot be
 * written.
 */
export function leaveOrder(socketPath: string, named: Named): void {
  const folder = stateFolder(socketPath);
  if (existsSync(leaseFile(folder, named))) write(orderFile(folder, named), named);
}

/** The same for all leases of a network but those of `valid`. */
export function leaveOrders(
  socketPath: string,
  network: string,
  valid: { containerId: string; ifName: string }[],
): void {
  const folder = stateFolder(socketPath);
  const isValid = (one: Named) =>
    valid.some(({ containerId, ifName }) => one.containerId === containerId && one.ifName === ifName);
  for (const named of leased(folder))
    if (named.network === network && !isValid(named)) write(orderFile(folder, named), named);
}

/** Whose leases are in the folder. */
function leased(folder: string): Named[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.flatMap((name) => readNamed(`${folder}/${name}`) ?? []);
}

/** The identity in a lease's file or an order's; undefined if there is none. */
export function readNamed(path: string): Named | undefined {
  try {
    const { containerId, network, ifName } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Named>;
    const isWhole = [containerId, network, ifName].every((text) => typeof text === 'string');
    return isWhole ? ({ containerId, network, ifName } as Named) : undefined;
  } catch {
    return undefined;
  }
}

function write(path: string, named: Named): void {
  try {
    replaceFile(
      path,
      `${JSON.stringify({ containerId: named.containerId, network: named.network, ifName: named.ifName })}\n`,
      0o600,
    );
  } catch (error) {
    const state = error instanceof Error ? error.message : String(error);
    throw new CniError(Code.io, `Cannot leave word for the daemon of dhcp in "${path}": ${state}`);
  }
}
