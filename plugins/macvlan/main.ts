import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { childIndex } from '../../lib/skel/childIndex.ts';
import { containerLinkPlugin } from '../../lib/skel/containerLink.ts';
import { masterFindings, masterPlace, observeMaster, refuseWithoutMaster } from '../../lib/skel/master.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { type MacvlanConf, parseMacvlanConf } from './conf.ts';
import { type MacvlanFacts, planLink } from './plan.ts';

/** Gives containers interfaces with MACs of their own on the network of one of the host's interfaces. */
export const macvlan = containerLinkPlugin<MacvlanConf, MacvlanFacts>({
  type: 'macvlan',
  linkKind: 'macvlan',
  summary: 'gives a container an interface of its own on the network of a host interface',
  parse: parseMacvlanConf,
  firstPlace: masterPlace,
  observe: async (request, door) => ({
    master: await observeMaster(request.conf, door),
    index: await childIndex('macvlan', request, door),
  }),
  planLink,
  linkFindings: async (request, link, door) => [
    ...optionFindings(request, link),
    ...(await masterFindings(request.conf, link, door)),
  ],
  status: ({ conf }, door) => refuseWithoutMaster(conf, door),
});

function optionFindings({ conf, ifName }: AttachmentRequest<MacvlanConf>, { data }: LinkFacts): string[] {
  const wanted = { mode: conf.mode, bcqueuelen: conf.bcqueuelen };
  return Object.entries(wanted)
    .filter(([key, value]) => value !== undefined && data[key] !== value)
    .map(([key, value]) => `container interface "${ifName}" has ${key} ${data[key]}, not ${value}`);
}
