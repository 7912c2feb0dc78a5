import type { Door } from '../../lib/kernel/door.ts';
import { listIn, printed } from '../../lib/kernel/members.ts';
import { type LinkFacts, linkFacts, observeLink, showLink } from '../../lib/kernel/observe.ts';
import { randomBytes } from '../../lib/kernel/random.ts';
import { macFromBytes } from '../../lib/net/mac.ts';
import { ownerLabel, ownerName } from '../../lib/plan/owner.ts';
import { previousResult } from '../../lib/skel/chained.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import { atLeast } from '../../lib/spec/version.ts';
import type { BandwidthConf } from './conf.ts';
import { observeQueueing, type Queueing } from './qdiscs.ts';

type Request = AttachmentRequest<BandwidthConf>;

/** What ADD knows before it decides. */
export interface BandwidthFacts {
  /** The host's end of the container's interface. */
  host: LinkFacts;
  /** True if an earlier ADD has written the owner into it. */
  isNamed: boolean;
  queueing: Queueing;
  /** What has the name of the ifb already. */
  namesake: LinkFacts | undefined;
  /** For a new ifb. */
  mac: string;
}

/** What all that belongs to the attachment bears. */
export function labelOf(request: Request): string {
  return ownerLabel(attachmentOwner('bandwidth', request));
}

/** The ifb of an attachment: of network, container and interface. */
export function ifbName(request: Request): string {
  return ownerName('bwp', attachmentOwner('bandwidth', request));
}

/** Asks the kernel, in three exchanges. Throws CniError (code 7 or 100) where there is no end on the host. */
export async function observe(request: Request, door: Door): Promise<BandwidthFacts> {
  const asked = observeLink(door, 'container', request.ifName);
  door.warm('host').warmTc(); // while the first one thinks
  const inside = containerEnd(request.ifName, await asked);
  const [peer, namesake] = await door.ask(
    'host',
    showLink(`if${inside.peerIndex}`),
    showLink(ifbName(request)),
  );
  const host = hostEnd(request, inside, linkFacts(peer));
  return {
    host,
    isNamed: otherNames(peer).includes(labelOf(request)),
    queueing: await observeQueueing(door, host.name),
    namesake: linkFacts(namesake),
    mac: macFromBytes(randomBytes(6)),
  };
}

/** The link that an ADD has written its owner into, found by that. */
export async function observeNamed(label: string, door: Door): Promise<LinkFacts | undefined> {
  const [found] = await door.ask('host', showLink(label));
  return otherNames(found).includes(label) ? linkFacts(found) : undefined;
}

/** The names that a link has beside its own. */
export function otherNames(found: unknown[] | undefined): string[] {
  return found?.[0] === undefined ? [] : listIn(printed(found[0]), 'altnames').map(String);
}

/** Packets can be made to wait at the end of a veth that is on the host, and nowhere else. */
function containerEnd(ifName: string, link: LinkFacts | undefined): LinkFacts {
  if (link === undefined)
    throw new CniError(Code.kernelRefused, `Cannot find "${ifName}" in the container: nothing to limit`);
  if (link.kind === 'veth') return link;
  const kind = link.kind === '' ? 'a plain device' : `of kind "${link.kind}"`;
  throw new CniError(
    Code.invalidConfig,
    `Cannot limit the bandwidth of "${ifName}": it is ${kind}, and only a veth has an end on the host`,
  );
}

function hostEnd(request: Request, inside: LinkFacts, host: LinkFacts | undefined): LinkFacts {
  const { ifName, version } = request;
  const refuse = (state: string) =>
    new CniError(Code.invalidConfig, `Cannot limit the bandwidth of "${ifName}": ${state}`);
  const isPeer = host?.index === inside.peerIndex && host?.kind === 'veth' && host.peerIndex === inside.index;
  if (host === undefined || inside.peerIndex === undefined || !isPeer)
    throw refuse('its other end is not on this host');
  const { interfaces = [] } = previousResult(request);
  const told = interfaces.filter(({ sandbox }) => !sandbox).map(({ name }) => name);
  if (!atLeast(version, '0.3.0') || told.includes(host.name)) return host;
  throw refuse(`"prevResult" has no interface ${quote(host.name)} without sandbox, its other end`);
}
