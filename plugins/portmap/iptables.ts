import type { Door } from '../../lib/kernel/door.ts';
import { natChains, ownersIn } from '../../lib/kernel/portmapRules.ts';
import { familyOf, type Portmap } from '../../lib/ops/portmap.ts';
import { ownChain } from '../../lib/ops/portmapChains.ts';
import { labelsIn, type NatChains } from '../../lib/ops/portmapFound.ts';
import { addPortRules, counts } from '../../lib/ops/portmapIptables.ts';
import { type LocalLink, localChain } from '../../lib/ops/portmapOwned.ts';
import { replacePortRules } from '../../lib/ops/portmapReplace.ts';
import type { MarkedPortmap } from '../../lib/ops/portmapTranslation.ts';
import type { Undo } from '../../lib/plan/apply.ts';
import type { RulesStep } from '../../lib/plan/step.ts';
import type { World } from '../../lib/skel/world.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { type OwnedPort, refuseTaken } from './conflict.ts';
import { freeShared } from './iptRemoval.ts';
import { giveBackLocal, isBeingGivenBack, localLink, planLocal } from './localnet.ts';

/** Rounds after which somebody else has won every time. */
const rounds = 12;

/** Rounds in a row in which nothing has changed and it was refused all the same: it is not for what is there. */
const patience = 3;

/**
 * Forwards the ports of a portmap with iptables: one transaction per family, side by side. Nearly always it asks
 * nothing. Where it is refused, what is there is looked up: another's port is an error, one's own is made anew, and
 * so is what all share.
 */
export async function forward(portmap: MarkedPortmap, undo: Undo, door: Door, world: World): Promise<void> {
  const local = await localLink(portmap, door);
  const inFamily = (family: 4 | 6) => ({
    ...portmap,
    forwards: portmap.forwards.filter((own) => familyOf(own) === family),
  });
  const both = ([4, 6] as const).map((family) => ({
    own: inFamily(family),
    local: family === 4 ? local : undefined,
  }));
  const wanted = both.filter(({ own }) => own.forwards.length > 0);
  const done = await Promise.allSettled(
    wanted.map((one) => forwardFamily(one.own, one.local, undo, door, world)),
  );
  const failed = done.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const links = done.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  );
  for (const link of links) await undo.apply(planLocal(link));
}

async function forwardFamily(
  portmap: MarkedPortmap,
  local: LocalLink | undefined,
  undo: Undo,
  door: Door,
  world: World,
): Promise<LocalLink | undefined> {
  let link = local;
  let seen = '';
  let stuck = 0;
  const step = addPortRules(portmap, local);
  let refusal = await tried(undo, step, (passed) => standsOnNothing(step, passed, local, door, world));
  for (let round = 0; refusal !== undefined; round++) {
    if (round === rounds) throw refusal;
    const v6 = familyOf(portmap.forwards[0] ?? { ip: '' }) === 6;
    const chains = await natChains(world.runner, v6);
    if (chains.size === 0) throw refusal;
    const now = JSON.stringify([...chains]);
    const owners = ownersIn(chains);
    const owned = owners.flatMap(({ label, forwards }) => forwards.map((own) => ({ label, forward: own })));
    refuseTaken(portmap.forwards, portmap.label, [...owned, ...labelled(portmap, chains)]);
    link = local && asCounted(local, chains);
    const former = owners.find(({ label }) => label === portmap.label);
    const next: CniError | undefined = await tried(undo, replacePortRules(portmap, chains, former, link));
    stuck = now === seen ? stuck + 1 : 0;
    if (next && stuck === patience) throw next;
    seen = now;
    refusal = next;
  }
  return link;
}

/** Ports whose chains hold somebody's label, whatever his own chain tells. */
function labelled({ forwards }: MarkedPortmap, chains: NatChains): OwnedPort[] {
  return forwards.flatMap((own) => labelsIn(chains, ownChain(own)).map((label) => ({ label, forward: own })));
}

/**
 * Where nobody counts although it is on, a flush has taken the count, unless the reference has switched it on: that
 * never switches it off. What goes with it may be lost as well, and is looked after again.
 */
function asCounted(local: LocalLink, chains: NatChains): LocalLink {
  const counted = chains.has(localChain(local.name));
  if (local.on && !counted && chains.has('CNI-HOSTPORT-DNAT')) return local;
  return { ...local, on: local.on && counted, lost: true };
}

/** After a failed ADD: what it shared with others goes, if nobody else uses it. */
export async function giveBack(portmap: Portmap, door: Door, world: World): Promise<void> {
  await Promise.all([false, true].map((v6) => freeShared(v6, portmap.forwards, door)));
  const local = await localLink(portmap, door);
  if (local) await giveBackLocal(local.name, door, world);
}

/** Found on and not counted: true if it is going to be off soon, which whoever counts now prevents. */
async function standsOnNothing(
  step: RulesStep,
  passed: number,
  local: LocalLink | undefined,
  door: Door,
  world: World,
): Promise<boolean> {
  return local?.on === true && !counts(step, passed) && (await isBeingGivenBack(local.name, door, world));
}

/** Why it was refused; undefined if it has passed, and does in a way that holds. */
async function tried(
  undo: Undo,
  step: RulesStep,
  fails: (passed: number) => Promise<boolean> = async () => false,
): Promise<CniError | undefined> {
  try {
    const [done] = await undo.apply([[step]]);
    if (!(await fails(done?.passed ?? 0))) return undefined;
    return new CniError(Code.kernelRefused, `Cannot ${step.why}: another removal goes on`);
  } catch (thrown) {
    if (thrown instanceof CniError && thrown.code === Code.kernelRefused) return thrown;
    throw thrown;
  }
}
