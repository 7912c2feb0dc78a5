import { containerLinkPlugin } from '../../lib/skel/containerLink.ts';
import { masterFindings, observeMaster, refuseWithoutMaster } from '../../lib/skel/master.ts';
import { type MacvlanConf, parseMacvlanConf } from './conf.ts';
import { type MacvlanFacts, planLink } from './plan.ts';

/** Gives containers interfaces with MACs of their own on the network of one of the host's interfaces. */
export const macvlan = containerLinkPlugin<MacvlanConf, MacvlanFacts>({
  type: 'macvlan',
  linkKind: 'macvlan',
  summary: 'gives a container an interface of its own on the network of a host interface',
  parse: parseMacvlanConf,
  observe: async ({ conf }, door) => ({ master: await observeMaster(conf, door) }),
  planLink,
  linkFindings: async ({ conf, ifName }, link, door) => [
    ...(link.data.mode === conf.mode
      ? []
      : [`container interface "${ifName}" has mode ${String(link.data.mode)}, not ${conf.mode}`]),
    ...(await masterFindings(conf, link, door)),
  ],
  status: ({ conf }, door) => refuseWithoutMaster(conf, door),
});
