import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, observeLink } from '../../lib/kernel/observe.ts';
import { randomBytes } from '../../lib/kernel/random.ts';
import { macFromBytes } from '../../lib/net/mac.ts';
import type { MasqueradeBackend } from '../../lib/ops/masquerade.ts';
import type { Owner } from '../../lib/plan/owner.ts';
import { type Forwarding, observeForwarding, withUplinks } from '../../lib/skel/forwarding.ts';
import { backendInUse } from '../../lib/skel/masquerading.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { hostVethName } from '../../lib/skel/vethPair.ts';
import type { Result } from '../../lib/spec/result.ts';
import { families } from './addressing.ts';
import type { PtpConf } from './conf.ts';

/** What `ptp` asks the kernel before it decides. */
export interface PtpFacts {
  /** The host's end of an attachment that is there already. */
  hostVeth: LinkFacts | undefined;
  /** Families that the host forwards already. */
  forwards: Forwarding;
  /** Absent where nothing is masqueraded. */
  backend?: MasqueradeBackend;
  /** Two addresses drawn by chance. */
  macs: { hostVeth: string; contVeth: string };
}

export async function observePtp(request: AttachmentRequest<PtpConf>, door: Door): Promise<PtpFacts> {
  return {
    hostVeth: await observeLink(door, 'host', vethName(request)),
    forwards: await observeForwarding(door),
    ...(request.conf.ipMasq && { backend: backendInUse(request.conf) }),
    macs: { hostVeth: macFromBytes(randomBytes(6)), contVeth: macFromBytes(randomBytes(6)) },
  };
}

/** What the host would lose by beginning to forward IPv6, if it is about to. */
export async function observeMore(
  _: AttachmentRequest<PtpConf>,
  facts: PtpFacts,
  result: Result,
  door: Door,
): Promise<PtpFacts> {
  return { ...facts, forwards: await withUplinks(facts.forwards, families(result), door) };
}

/** Whose the objects of an attachment are. */
export function ownerOf(request: AttachmentRequest<unknown>): Owner {
  return attachmentOwner('ptp', request);
}

/** The host's end of an attachment's veth pair. */
export function vethName(request: AttachmentRequest<unknown>): string {
  return hostVethName('ptp', request);
}
