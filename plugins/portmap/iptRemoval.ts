import type { Door } from '../../lib/kernel/door.ts';
import { natChains, ownedPorts } from '../../lib/kernel/portmapRules.ts';
import type { PortForward, Portmap } from '../../lib/ops/portmap.ts';
import { removeFound } from '../../lib/ops/portmapFound.ts';
import { localChain, type OwnedPorts, removePortRules } from '../../lib/ops/portmapOwned.ts';
import { removeShared } from '../../lib/ops/portmapShared.ts';
import { failuresOf, removeAll } from '../../lib/plan/apply.ts';
import type { World } from '../../lib/skel/world.ts';
import { giveBackLocal, localLink } from './localnet.ts';
import type { Removed } from './nftRemoval.ts';

/**
 * Stops forwarding an attachment's ports with iptables. The chain of the owner tells them; the runtime needs to tell
 * nothing.
 */
export async function stopForwarding(told: Portmap, door: Door, world: World): Promise<Removed> {
  const both = await Promise.all([false, true].map((v6) => stopFamily(v6, told, door, world)));
  return {
    forwards: both.flatMap((one) => one.forwards),
    failures: both.flatMap(({ failures }) => failures),
  };
}

async function stopFamily(v6: boolean, told: Portmap, door: Door, world: World): Promise<Removed> {
  const owned = await ownedPorts(world.runner, v6, told.label);
  if (owned) return removeOwned(v6, owned, told.forwards, door, world);
  // Nothing is there, but a DEL that was killed may have left route_localnet on.
  const link = v6 || told.forwards.length === 0 ? undefined : await localLink(told, door);
  if (link?.on) await giveBackLocal(link.name, door, world);
  return { forwards: [], failures: [] };
}

/**
 * Removes what an owner has; what is left of it, where somebody has flushed a part, by looking for it. `told`: what
 * it should have.
 */
export async function removeOwned(
  v6: boolean,
  owned: OwnedPorts,
  told: PortForward[],
  door: Door,
  world: World,
): Promise<Removed> {
  const [done] = owned.forwards.length === 0 ? [] : await door.carryOut([removePortRules(v6, owned)]);
  const isRemoved = done !== undefined && failuresOf([done]).length === 0;
  const left = isRemoved ? [] : await removeRest(v6, owned, told, door, world);
  await freeShared(v6, owned.forwards, door);
  const isLast = isRemoved && done.passed === 0;
  // The second attempt leaves the counting to others, if that is what the first was refused for.
  const leaves = isRemoved && !isLast && /busy|not empty|too many links/i.test(done.said);
  if (owned.localLink !== undefined && !leaves) await giveBackLocal(owned.localLink, door, world, isLast);
  return { forwards: owned.forwards, failures: left };
}

/** Frees ports that some addresses shared, where nobody has any of them now: whoever goes last succeeds. */
export async function freeShared(v6: boolean, forwards: PortForward[], door: Door): Promise<void> {
  await removeAll(
    [
      removeShared(
        v6,
        forwards.filter(({ ip }) => ip.includes(':') === v6),
      ),
    ],
    door,
  );
}

/** Rounds after which somebody else has changed what was looked up every time. */
const rounds = 8;

/** Looks up what is there and removes that; once more where another removal of the same came in between. */
async function removeRest(
  v6: boolean,
  owned: OwnedPorts,
  told: PortForward[],
  door: Door,
  world: World,
): Promise<string[]> {
  const mine = told
    .filter(({ ip }) => ip.includes(':') === v6)
    .map((forward) => ({ ...forward, conditional: false }));
  const forwards = owned.forwards.length > 0 ? owned.forwards : mine;
  let failures: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const step = removeFound(v6, await natChains(world.runner, v6), { ...owned, forwards });
    if (step === undefined) return [];
    failures = await removeAll([[step]], door);
    if (failures.length === 0) return [];
  }
  return failures;
}

/** Links for which somebody has counted. */
export function countedLinks(names: Iterable<string>): string[] {
  const prefix = localChain('');
  return [...names].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}
