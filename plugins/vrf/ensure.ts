import type { Door } from '../../lib/kernel/door.ts';
import { observeRouting, tablesInUse } from '../../lib/kernel/routing.ts';
import { freeTables } from '../../lib/ops/freeTables.ts';
import { addVrf, removeVrf } from '../../lib/ops/vrf.ts';
import { removeAll, type Undo } from '../../lib/plan/apply.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { nameOf, type VrfConf } from './conf.ts';
import { observeLinks, observeMembers, type Vrf } from './facts.ts';
import { usableVrf } from './judge.ts';

/** How often to choose a table again when others choose the same at the same time. */
const attempts = 20;

/**
 * The VRF of the configuration, made if it is not there. Others may make one at the same time: of two with a table
 * chosen by themselves the one that was made first keeps it, which all can see, and the other is made again. Throws
 * CniError.
 */
export async function ensureVrf(ifName: string, conf: VrfConf, door: Door, undo: Undo): Promise<Vrf> {
  const name = nameOf(conf);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await observeLinks(door, ifName, name);
    const there = usableVrf(ifName, conf, before);
    if (there !== undefined) return there;
    const table = conf.table ?? (await freeTable(door, before.vrfs));
    await undo.apply([[addVrf(name, table)]]);
    const { vrfs, ...links } = await observeLinks(door, ifName, name);
    const made = usableVrf(ifName, conf, { ...links, vrfs });
    if (made !== undefined && (conf.table !== undefined || isFirst(made, vrfs))) return made;
    if (made !== undefined && undo.shared().length > 0) await giveBack(name, door);
    await undo.takeBack(); // what is shared is left out, and forgotten
  }
  throw new CniError(
    Code.tryAgainLater,
    `Cannot make the VRF "${name}": others choose the same table all the time`,
  );
}

/**
 * Removes a VRF that this call has made, unless somebody has come to rely on it since, or may have. Returns failures
 * as text.
 */
export async function giveBack(name: string, door: Door): Promise<string[]> {
  const isEmpty = (await observeMembers(door, name))?.length === 0;
  return isEmpty ? await removeAll([[removeVrf(name)]], door) : [];
}

/** The lowest that no VRF has, no rule leads to and no route is in. */
async function freeTable(door: Door, vrfs: Vrf[]): Promise<number> {
  return chooseTable(vrfs, tablesInUse(await observeRouting(door, 'container')));
}

/** Pure: as above. */
export function chooseTable(vrfs: Pick<Vrf, 'table'>[], used: Iterable<number>): number {
  const [table = 1] = freeTables(1, [...used, ...vrfs.map(({ table }) => table)], 1);
  return table;
}

function isFirst({ table, name }: Vrf, vrfs: Vrf[]): boolean {
  return vrfs.find((one) => one.table === table)?.name === name;
}
