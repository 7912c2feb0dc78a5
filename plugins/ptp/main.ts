import { Door } from '../../lib/kernel/door.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { refuseUnlessAble } from '../../lib/skel/able.ts';
import { type AttachStages, attach } from '../../lib/skel/attach.ts';
import { incomplete } from '../../lib/skel/failures.ts';
import { delegate, removeWithIpam } from '../../lib/skel/ipam.ts';
import { backendInUse } from '../../lib/skel/masquerading.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import { asCniError } from '../../lib/spec/errors.ts';
import { completeResult } from './addressing.ts';
import { type PtpConf, parsePtpConf } from './conf.ts';
import { observeMore, observePtp, type PtpFacts } from './facts.ts';
import { planAddresses, planAround, planLink } from './plan.ts';
import { tellInterfaces } from './result.ts';

const stages: AttachStages<PtpConf, PtpFacts> = {
  observe: observePtp,
  planLink,
  complete: ({ conf }, ipam) => completeResult(conf, ipam),
  observeMore,
  planAddresses,
  planAround,
  planAroundAgain: async (...refused) =>
    (await import('../../lib/skel/masqueradeTakeover.ts')).planTakeover('ptp', ...refused),
  giveBack: async (...failed) => (await import('./giveBack.ts')).giveBack(...failed),
  hasLostGround: async () => false,
  interfaces: tellInterfaces,
};

/** Connects a container to the host and nothing else, by a veth pair with routes at both ends. */
export const ptp: Plugin<PtpConf> = {
  type: 'ptp',
  kind: 'interface',
  summary: 'connects a container to the host by a veth pair of its own',
  parse: parsePtpConf,

  add: (request, world) => attach(request, world, stages),

  async del(request, world) {
    const { removeVeth, stopMasquerade } = await import('./removal.ts');
    const door = new Door(world.runner, request.netns, world.trace).warm('host');
    const orFailure = (thrown: unknown) => [asCniError(thrown).message];
    try {
      const failures = await removeWithIpam(request, world, async () => {
        const own = [removeVeth('ptp', request, door), stopMasquerade('ptp', request, door, world)];
        return (await Promise.all(own.map((removal) => removal.catch(orFailure)))).flat();
      });
      const { ifName, containerId, network } = request;
      const action = `detach "${ifName}" of container "${containerId}" from network "${network}"`;
      const error = incomplete(action, failures);
      if (error) throw error;
    } finally {
      await door.close();
    }
  },

  check: async (request, world) => (await import('./check.ts')).checkPtp(request, world),

  repair: async (request, world) => (await import('./repair.ts')).repairPtp(request, world),

  async gc(request, world) {
    const { planCollection, planScaffoldRemoval } = await import('./removal.ts');
    const door = new Door(world.runner, undefined, world.trace);
    try {
      const collect = async () => {
        const failed = await removeAll(await planCollection('ptp', request, door, world), door);
        // Refused when another network has got an entry meanwhile: then the scaffold is not ours to remove.
        await removeAll(await planScaffoldRemoval(world), door);
        return failed;
      };
      const failures = await removeWithIpam(request, world, collect, 'GC');
      const error = incomplete(`collect the garbage of network "${request.network}"`, failures);
      if (error) throw error;
    } finally {
      await door.close();
    }
  },

  async status(request, world) {
    const { conf } = request;
    const rules = backendInUse(conf) === 'nftables' ? ['nft'] : ['iptables-restore', 'ip6tables-restore'];
    refuseUnlessAble(['ip', ...(conf.ipMasq ? rules : [])]);
    await delegate(request, world, 'STATUS');
  },
};
