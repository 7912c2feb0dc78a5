import type { Door } from '../../lib/kernel/door.ts';
import { needed, printed, textIn } from '../../lib/kernel/members.ts';
import { allLinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { removeLink } from '../../lib/ops/link.ts';
import * as ops from '../../lib/ops/redirection.ts';
import { unshape } from '../../lib/ops/shaping.ts';
import { networkLabel, ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, Step } from '../../lib/plan/step.ts';
import { removeChained } from '../../lib/skel/chained.ts';
import { validOwners } from '../../lib/skel/owners.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { BandwidthConf } from './conf.ts';
import { ifbName, labelOf, observeNamed, otherNames } from './facts.ts';
import { isOwnIfb } from './plan.ts';
import { observeQueueing, ourRedirect } from './qdiscs.ts';

type Request = AttachmentRequest<BandwidthConf>;

/** DEL: finds everything by its owner, whatever the namespace, the configuration and the result say. */
export function del(request: Request, world: World): Promise<void> {
  const { ifName, containerId } = request;
  const action = `remove the limits of "${ifName}" of container "${containerId}"`;
  return removeChained(action, request, world, async (door) => {
    const [named, ifbs] = [await observeNamed(labelOf(request), door), await planIfbs(request, door)];
    return [[...(named ? await planLink(named.name, [labelOf(request)], door) : []), ...ifbs]];
  });
}

/** GC: what this network's limits have left of attachments that are valid no more. Lists, as only GC may. */
export function gc(request: NetworkRequest<BandwidthConf>, world: World): Promise<void> {
  const valid = new Set(validOwners('bandwidth', request).map(ownerLabel));
  const prefix = networkLabel('bandwidth', request.network);
  const isStale = (label: string) => label.startsWith(prefix) && !valid.has(label);
  const action = `collect the limits of network "${request.network}"`;
  return removeChained(action, request, world, async (door) => {
    const [veths, ifbs] = await door.ask(
      'host',
      ['link', 'show', 'type', 'veth'],
      ['link', 'show', 'type', 'ifb'],
    );
    const gone: Plan = [];
    for (const veth of veths ?? []) {
      const labels = otherNames([veth]).filter(isStale);
      if (labels.length > 0) gone.push(await planLink(nameOf(veth), labels, door));
    }
    const stale = allLinkFacts(ifbs).filter(({ alias }) => isStale(alias));
    return [...gone, stale.map(({ name }) => removeLink('host', name))];
  });
}

/**
 * The host's end: our discipline, our filter, and the place for filters if nobody else has one there. The owner
 * goes last.
 */
async function planLink(link: string, labels: string[], door: Door): Promise<Step[]> {
  const queueing = await observeQueueing(door, link);
  const redirect = ourRedirect(queueing);
  const others = queueing.entry.length + queueing.exit.length - (redirect ? 1 : 0);
  const isEmpty = others === 0 && queueing.qdiscs.some(({ kind }) => kind === 'clsact');
  return [
    unshape(link),
    ...(redirect && !isEmpty ? [ops.redirectNoMore(link)] : []),
    ...(isEmpty ? [ops.removeEntry(link)] : []), // our filter goes with it
    ...labels.map((label) => ops.removeName(link, label)),
  ];
}

/** Ours, and the one that the reference plugin has made, whose name prevResult tells. */
async function planIfbs(request: Request, door: Door): Promise<Step[]> {
  const own = ifbName(request);
  const told = (request.prevResult?.interfaces ?? [])
    .filter(({ sandbox }) => !sandbox)
    .map(({ name }) => name);
  const names = [own, ...told.filter((name) => name !== own && /^bwp[0-9a-f]{12}$/.test(name))];
  const found = await door.ask('host', ...names.map(showLink));
  const links = found.flatMap((one) => linkFacts(one) ?? []);
  return links
    .filter((link) => isOwnIfb(link, link.name === own ? labelOf(request) : ''))
    .map(({ name }) => removeLink('host', name));
}

function nameOf(link: unknown): string {
  return needed(textIn(printed(link), 'ifname'), 'ifname');
}
