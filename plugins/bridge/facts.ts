import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, linkFacts, observeLink, showLink } from '../../lib/kernel/observe.ts';
import { randomBytes } from '../../lib/kernel/random.ts';
import { macFromBytes } from '../../lib/net/mac.ts';
import type { MasqueradeBackend } from '../../lib/ops/masquerade.ts';
import { spoofMarkKey } from '../../lib/ops/spoofCheck.ts';
import type { Owner } from '../../lib/plan/owner.ts';
import { type Forwarding, observeForwarding, withUplinks } from '../../lib/skel/forwarding.ts';
import { backendInUse } from '../../lib/skel/masquerading.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { hostVethName as vethName } from '../../lib/skel/vethPair.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { gatewayFamilies } from './gateways.ts';
import type { VlanGatewayFacts } from './vlanGateway.ts';

/** What `bridge` asks the kernel before it decides. */
export interface BridgeFacts {
  bridge: LinkFacts | undefined;
  hostVeth: LinkFacts | undefined;
  /** Only where the network has its gateway in a VLAN. */
  vlanGateway?: VlanGatewayFacts;
  /** Only with `macspoofchk`: what has been written at the bridge where its mark would be; "0" for nothing. */
  bridgeTag?: string;
  /** Families that the host forwards already. */
  forwards: Forwarding;
  /** Absent where nothing is masqueraded. */
  backend?: MasqueradeBackend;
  /** Three addresses drawn by chance: for a new bridge, the host's end, the container's end. */
  macs: { bridge: string; hostVeth: string; contVeth: string };
}

export async function observeBridge(
  request: AttachmentRequest<BridgeConf>,
  door: Door,
): Promise<BridgeFacts> {
  const vlanGateway = request.conf.vlans && (await observeVlans(request.conf, door));
  const bridgeTag = request.conf.macspoofchk
    ? await door.readSysctl(spoofMarkKey(request.conf.bridge))
    : undefined;
  const [bridge, hostVeth] = await door.ask(
    'host',
    showLink(request.conf.bridge),
    showLink(hostVethName(request)),
  );
  return {
    bridge: linkFacts(bridge),
    hostVeth: linkFacts(hostVeth),
    ...(vlanGateway && { vlanGateway }),
    ...(bridgeTag && { bridgeTag }),
    forwards: await observeForwarding(door),
    ...(request.conf.ipMasq && { backend: backendInUse(request.conf) }),
    macs: { bridge: newMac(), hostVeth: newMac(), contVeth: request.conf.mac ?? newMac() },
  };
}

/** What the host would lose by beginning to forward IPv6, if it is about to. */
export async function observeMore(
  { conf }: AttachmentRequest<BridgeConf>,
  facts: BridgeFacts,
  result: Result,
  door: Door,
): Promise<BridgeFacts> {
  const families = conf.isGateway ? gatewayFamilies(result) : [];
  return { ...facts, forwards: await withUplinks(facts.forwards, families, door) };
}

/** Most networks have no VLANs, so what is about them is loaded by those that have. */
async function observeVlans(conf: BridgeConf, door: Door): Promise<VlanGatewayFacts | undefined> {
  door.warmBridge();
  return (await import('./vlanFacts.ts')).observeVlanGateway(conf, door, newMac);
}

/**
 * True if the bridge or the gateway that the plan stands on is gone, or is another one than it was: a failing first ADD
 * beside this one, or GC, has removed it, and a third call may have made it again. `ip` then says that it cannot find
 * the device, or, when it is removed between the look at its name and its use, "Invalid argument".
 */
export async function hasLostGround(
  { conf }: AttachmentRequest<BridgeConf>,
  { bridge, vlanGateway, macs }: BridgeFacts,
  door: Door,
): Promise<boolean> {
  const relied = [bridge, vlanGateway?.link].flatMap((link) => (link ? [link] : []));
  for (const { name, index } of relied)
    if ((await observeLink(door, 'host', name))?.index !== index) return true;
  // What was not there at first is made by us or by a call beside this one; only of ours do we know what it looks like.
  return bridge === undefined && (await observeLink(door, 'host', conf.bridge))?.mac !== macs.bridge;
}

/**
 * What a bridge made by weft carries, and both ends of a VLAN's gateway, so that GC may remove them when nobody is
 * left.
 */
export const bridgeAlias = 'weft:bridge';

/** Whose the objects of an attachment are. */
export function ownerOf(request: AttachmentRequest<unknown>): Owner {
  return attachmentOwner('bridge', request);
}

/** The host's end of an attachment's veth pair. */
export function hostVethName(request: AttachmentRequest<unknown>): string {
  return vethName('bridge', request);
}

function newMac(): string {
  return macFromBytes(randomBytes(6));
}
