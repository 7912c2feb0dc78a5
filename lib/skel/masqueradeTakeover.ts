import type { Door } from '../kernel/door.ts';
import { type MasqueradeEntry, masqueradeState } from '../kernel/masqueradeState.ts';
import { allLinkFacts } from '../kernel/observe.ts';
import { means } from '../kernel/refusal.ts';
import { takeOver } from '../ops/masqueradeNft.ts';
import { ownerLabel } from '../plan/owner.ts';
import type { Plan } from '../plan/step.ts';
import { CniError, Code } from '../spec/errors.ts';
import type { Result } from '../spec/result.ts';
import { backendInUse, type MasqueradeConf, masqueraded } from './masquerading.ts';
import { attachmentOwner } from './owners.ts';
import type { AttachmentRequest } from './request.ts';
import type { World } from './world.ts';

/**
 * For an ADD whose masquerade was refused because there is an nftables entry for an address: a DEL that knew of no masquerade, or of
 * another backend, has left it behind, and IPAM has given the address to somebody else. The entry's place is taken if the attachment it
 * is of has no veth pair any more. Undefined where that was not the reason.
 *
 * While that attachment is there, ADD fails (code 102): a map has one entry for an address, so of two attachments that IPAM gave the same,
 * or of two networks that overlap in different VRFs, only one can be masqueraded. The one that has it must not lose its way out.
 * Lists, as only a refused ADD may.
 */
export async function planTakeover(
  plugin: string,
  request: AttachmentRequest<MasqueradeConf>,
  result: Result,
  refused: CniError,
  door: Door,
  world: World,
): Promise<Plan | undefined> {
  if (backendInUse(request.conf) !== 'nftables' || !means('exists', refused.details ?? '')) return undefined;
  const [label, wanted] = [ownerLabel(attachmentOwner(plugin, request)), masqueraded(result)];
  const { entries } = await masqueradeState(world.runner, 'nftables');
  const former = entries.filter(({ ip }) => wanted.some((own) => own.ip === ip));
  if (former.length === 0) return undefined;
  const others = former.filter((entry) => entry.label !== label);
  if (others.length > 0) refuseIfThere(others, await labelsOnHost(door));
  return [[takeOver(label, wanted, former)]];
}

async function labelsOnHost(door: Door): Promise<Set<string>> {
  const [found] = await door.ask('host', ['link', 'show', 'type', 'veth']);
  return new Set(allLinkFacts(found).map(({ alias }) => alias));
}

function refuseIfThere(former: MasqueradeEntry[], there: Set<string>): void {
  const living = former.find(({ label }) => there.has(label));
  if (living === undefined) return;
  const why = `"${living.label}" has the address and is there`;
  throw new CniError(Code.addressUnavailable, `Cannot masquerade "${living.ip}": ${why}`);
}
