import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { childIndex } from '../../lib/skel/childIndex.ts';
import { containerLinkPlugin } from '../../lib/skel/containerLink.ts';
import { masterFindings, masterPlace, observeMaster, refuseWithoutMaster } from '../../lib/skel/master.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { parseVlanConf, type VlanConf } from './conf.ts';
import { planLink, type VlanFacts } from './plan.ts';

/** Gives containers a VLAN of one of the host's interfaces. */
export const vlan = containerLinkPlugin<VlanConf, VlanFacts>({
  type: 'vlan',
  linkKind: 'vlan',
  summary: 'gives a container a VLAN of a host interface',
  parse: parseVlanConf,
  firstPlace: masterPlace,
  observe: async (request, door) => {
    const [master, index] = await Promise.all([
      observeMaster(request.conf, door),
      childIndex('vlan', request, door),
    ]);
    return { master, index };
  },
  planLink,
  linkFindings: async (request, link, door) => [
    ...idFindings(request, link),
    ...(await masterFindings(request.conf, link, door)),
  ],
  status: ({ conf }, door) => refuseWithoutMaster(conf, door),
});

function idFindings({ conf, ifName }: AttachmentRequest<VlanConf>, { data }: LinkFacts): string[] {
  const { vlanId } = conf;
  return data.id === vlanId ? [] : [`container interface "${ifName}" has VLAN ID ${data.id}, not ${vlanId}`];
}
