import type { Door } from '../../lib/kernel/door.ts';
import { linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { programPath } from '../../lib/kernel/programPath.ts';
import { means } from '../../lib/kernel/refusal.ts';
import { parseMac } from '../../lib/net/mac.ts';
import {
  removeSpoofBase,
  removeSpoofCheck,
  type Sender,
  spoofMark,
  spoofMarkKey,
} from '../../lib/ops/spoofCheck.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel, ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, RulesStep } from '../../lib/plan/step.ts';
import { validOwners } from '../../lib/skel/owners.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { BridgeConf } from './conf.ts';
import { hostVethName } from './facts.ts';

/**
 * True if the sender of an attachment may be checked: the configuration says so, or said so at ADD. To be asked before
 * the link is removed, since its mark tells. Where it is gone already, the mark of the bridge tells that it has, or had,
 * ports that are checked. Starts no program.
 */
export async function mayBeChecked(request: AttachmentRequest<BridgeConf>, world: World): Promise<boolean> {
  const { macspoofchk, bridge } = request.conf;
  if (macspoofchk) return true;
  const tag = (await tagOf(hostVethName(request), world)) ?? (await tagOf(bridge, world));
  return tag === spoofMark && programPath('nft') !== undefined;
}

/** Undefined where there is no such link. */
function tagOf(link: string, world: World): Promise<string | undefined> {
  return world.runner.readSysctl(spoofMarkKey(link));
}

/**
 * Stops checking the sender of an attachment whose link is gone; while it is there nothing may pass unchecked. The MAC
 * in prevResult spares us a question; where it is missing or wrong the packet filter is asked, for this port alone; and where the
 * configuration does not speak of a check, so that there may be none. Returns failures as text.
 */
export async function stopSpoofCheck(
  request: AttachmentRequest<BridgeConf>,
  door: Door,
  world: World,
): Promise<string[]> {
  const port = hostVethName(request);
  const [still] = await door.ask('host', showLink(port));
  if (linkFacts(still) !== undefined) return []; // it could not be removed, or the name is another attachment's
  const told = request.conf.macspoofchk ? toldMac(request) : undefined;
  const failures = told === undefined ? [] : await removeAll([[mustBeThere({ port, mac: told })]], door);
  if (told !== undefined && failures.length === 0) return [];
  const { guardedMac } = await import('../../lib/kernel/spoofState.ts');
  const mac = await guardedMac(world.runner, port);
  if (mac === undefined) return failures.filter((failure) => !means('absent', failure));
  return removeAll([[removeSpoofCheck({ port, mac })]], door);
}

function toldMac({ prevResult, ifName, sandbox }: AttachmentRequest<BridgeConf>): string | undefined {
  const own = prevResult?.interfaces?.find((found) => found.name === ifName && found.sandbox);
  return own === undefined || (sandbox && own.sandbox !== sandbox) ? undefined : parseMac(own.mac ?? '');
}

function mustBeThere(sender: Sender): RulesStep {
  const { fine: _, ...step } = removeSpoofCheck(sender);
  return step;
}

/**
 * What GC has to remove: every check of this network whose owner is no valid attachment; and, where the configuration
 * wants none, those at a port without the mark: a DEL has left them behind, and they drop all that the container sends
 * since it was attached again. Lists, as only GC may.
 */
export async function planSpoofCollection(request: NetworkRequest<BridgeConf>, world: World): Promise<Plan> {
  const prefix = networkLabel('bridge', request.network);
  const valid = new Set(validOwners('bridge', request).map(ownerLabel));
  const { spoofState } = await import('../../lib/kernel/spoofState.ts');
  const { senders = [] } = (await spoofState(world.runner)) ?? {};
  const own = senders.filter(({ label }) => label.startsWith(prefix));
  const isLeft = async ({ label, port }: (typeof own)[number]) =>
    !valid.has(label) || (!request.conf.macspoofchk && (await tagOf(port, world)) !== spoofMark);
  const left = await Promise.all(own.map(isLeft));
  return [own.filter((_, index) => left[index]).map(removeSpoofCheck)];
}

/** The table, when there is no check any more of any network. */
export async function planSpoofBaseRemoval(world: World): Promise<Plan> {
  const { spoofState } = await import('../../lib/kernel/spoofState.ts');
  const state = await spoofState(world.runner);
  return state === undefined || state.senders.length > 0 ? [] : [[removeSpoofBase()]];
}
