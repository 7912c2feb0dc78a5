import type { Door } from '../../lib/kernel/door.ts';
import { linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { means } from '../../lib/kernel/refusal.ts';
import { parseMac } from '../../lib/net/mac.ts';
import { removeSpoofBase, removeSpoofCheck, type Sender } from '../../lib/ops/spoofCheck.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel, ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, RulesStep } from '../../lib/plan/step.ts';
import { validOwners } from '../../lib/skel/owners.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { BridgeConf } from './conf.ts';
import { hostVethName } from './facts.ts';

/**
 * Stops checking the sender of an attachment whose link is gone; while it is there nothing may pass unchecked. The MAC
 * in prevResult spares us a question; where it is missing or wrong the packet filter is asked, for this port alone.
 * Returns failures as text.
 */
export async function stopSpoofCheck(
  request: AttachmentRequest<BridgeConf>,
  door: Door,
  world: World,
): Promise<string[]> {
  if (!request.conf.macspoofchk) return [];
  const port = hostVethName(request);
  const [still] = await door.ask('host', showLink(port));
  if (linkFacts(still) !== undefined) return []; // it could not be removed, or the name is another attachment's
  const told = toldMac(request);
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

/** What GC has to remove: every check of this network whose owner is no valid attachment. Lists, as only GC may. */
export async function planSpoofCollection(request: NetworkRequest<BridgeConf>, world: World): Promise<Plan> {
  const prefix = networkLabel('bridge', request.network);
  const valid = new Set(validOwners('bridge', request).map(ownerLabel));
  const { spoofState } = await import('../../lib/kernel/spoofState.ts');
  const { senders = [] } = (await spoofState(world.runner)) ?? {};
  const stale = senders.filter(({ label }) => label.startsWith(prefix) && !valid.has(label));
  return [stale.map(removeSpoofCheck)];
}

/** The table, when there is no check any more of any network. */
export async function planSpoofBaseRemoval(world: World): Promise<Plan> {
  const { spoofState } = await import('../../lib/kernel/spoofState.ts');
  const state = await spoofState(world.runner);
  return state === undefined || state.senders.length > 0 ? [] : [[removeSpoofBase()]];
}
