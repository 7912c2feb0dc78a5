import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { childIndex } from '../../lib/skel/childIndex.ts';
import { containerLinkPlugin } from '../../lib/skel/containerLink.ts';
import { masterFindings, masterPlace, observeMaster, refuseWithoutMaster } from '../../lib/skel/master.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { chainedMaster, takeOver } from './chained.ts';
import { type IpvlanConf, parseIpvlanConf } from './conf.ts';
import { type IpvlanFacts, planLink } from './plan.ts';

/** Gives containers interfaces that share the MAC of one of the host's interfaces and have addresses of their own. */
export const ipvlan = containerLinkPlugin<IpvlanConf, IpvlanFacts>({
  type: 'ipvlan',
  linkKind: 'ipvlan',
  summary: 'gives a container an interface with addresses of its own that shares the MAC of a host interface',
  parse: parseIpvlanConf,
  firstPlace: masterPlace,
  observe: async (request, door) => ({
    master: await observeMaster(chainedMaster(request), door),
    index: await childIndex('ipvlan', request, door),
  }),
  takeOver,
  planLink,
  linkFindings: async (request, link, door) => [
    ...optionFindings(request, link),
    ...(await masterFindings(request.conf, link, door)),
  ],
  // Without a master and without IPAM it stands later in a chain, and the plugin before it names the master in its
  // result.
  status: async ({ conf }, door) => {
    if (conf.master !== undefined || conf.ipamType !== undefined) await refuseWithoutMaster(conf, door);
  },
});

/** iproute2 prints the flag as a member of that name. */
function optionFindings({ conf, ifName }: AttachmentRequest<IpvlanConf>, { data }: LinkFacts): string[] {
  const { mode, flags } = conf;
  const has = ['bridge', 'private', 'vepa'].find((flag) => data[flag] === true);
  return [
    ...(data.mode === mode ? [] : [`container interface "${ifName}" has mode ${data.mode}, not ${mode}`]),
    ...(has === flags ? [] : [`container interface "${ifName}" has flags ${has}, not ${flags}`]),
  ];
}
