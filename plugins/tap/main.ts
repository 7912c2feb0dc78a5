import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, observeLink } from '../../lib/kernel/observe.ts';
import { containerLinkPlugin } from '../../lib/skel/containerLink.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { parseTapConf, type TapConf } from './conf.ts';
import { planLink, type TapFacts } from './plan.ts';

/** Gives containers a tap, for the virtual machine that runs in them. */
export const tap = containerLinkPlugin<TapConf, TapFacts>({
  type: 'tap',
  linkKind: 'tun',
  summary: 'gives a container a tap, for a virtual machine in it',
  parse: parseTapConf,
  firstPlace: () => 'container',
  observe,
  planLink,
  linkFindings: async (request, link) => tapFindings(request, link),
  status: async () => (await import('./status.ts')).refuseWithoutDevice(),
});

async function observe({ conf }: AttachmentRequest<TapConf>, door: Door): Promise<TapFacts> {
  return {
    bridge: conf.bridge === undefined ? undefined : await observeLink(door, 'container', conf.bridge),
  };
}

/** What differs beside what is compared of every link. Owner and group are told by name, which may mean anybody. */
function tapFindings({ conf, ifName }: AttachmentRequest<TapConf>, { data, master }: LinkFacts): string[] {
  const subject = `container interface "${ifName}"`;
  if (data.type !== 'tap') return [`${subject} is no tap`];
  const queues = conf.multiQueue ? 'one queue only' : 'several queues';
  return [
    ...(data.multi_queue === conf.multiQueue ? [] : [`${subject} has ${queues}`]),
    ...(conf.bridge === undefined || master === conf.bridge
      ? []
      : [`${subject} is no port of bridge "${conf.bridge}"`]),
  ];
}
