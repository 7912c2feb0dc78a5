import { Door } from '../../lib/kernel/door.ts';
import { linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { refuseUnlessAble } from '../../lib/skel/able.ts';
import { type AttachStages, attach } from '../../lib/skel/attach.ts';
import { incomplete } from '../../lib/skel/failures.ts';
import { delegate, removeWithIpam } from '../../lib/skel/ipam.ts';
import { backendInUse } from '../../lib/skel/masquerading.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { asCniError, CniError, Code } from '../../lib/spec/errors.ts';
import { type BridgeConf, parseBridgeConf } from './conf.ts';
import { type BridgeFacts, hasLostGround, observeBridge, observeMore } from './facts.ts';
import { completeResult } from './gateways.ts';
import { planAddresses, planAround, planLink } from './plan.ts';
import { awaitInterfaces } from './result.ts';

const stages: AttachStages<BridgeConf, BridgeFacts> = {
  observe: observeBridge,
  planLink,
  complete: ({ conf }, ipam) => completeResult(conf, ipam),
  observeMore,
  planAddresses,
  planAround,
  planAroundAgain: async (...refused) =>
    (await import('../../lib/skel/masqueradeTakeover.ts')).planTakeover('bridge', ...refused),
  giveBack: async (...failed) => (await import('./giveBack.ts')).giveBack(...failed),
  hasLostGround,
  interfaces: awaitInterfaces,
};

/** Connects containers to a bridge on the host, each by a veth pair. What ADD does not need is loaded by who does. */
export const bridge: Plugin<BridgeConf> = {
  type: 'bridge',
  kind: 'interface',
  summary: 'connects a container to a bridge on the host',
  parse: parseBridgeConf,

  add: (request, world) => attach(request, world, stages),

  async del(request, world) {
    const { mayBeChecked, removeVeth, stopMasquerade, stopSpoofCheck } = await import('./removal.ts');
    const door = new Door(world.runner, request.netns, world.trace).warm('host');
    try {
      const failures = await removeWithIpam(request, world, async () => {
        const isChecked = await mayBeChecked(request, world);
        const own = [removeVeth('bridge', request, door), stopMasquerade('bridge', request, door, world)];
        const failed = (await Promise.all(own.map(orFailure))).flat();
        return isChecked ? [...failed, ...(await orFailure(stopSpoofCheck(request, door, world)))] : failed;
      });
      throwIfAny(incomplete(`detach ${subject(request)}`, failures));
    } finally {
      await door.close();
    }
  },

  async check(request, world) {
    const { expected, findings, observeAttachment } = await import('./check.ts');
    const want = expected(request);
    await delegate(request, world, 'CHECK');
    const door = new Door(world.runner, request.netns, world.trace);
    try {
      const found = findings(request, want, await observeAttachment(request, want, door, world));
      if (found.length > 0)
        throw new CniError(
          Code.differs,
          `Attachment ${subject(request)} differs: ${found[0]}`,
          found.join('\n'),
        );
    } finally {
      await door.close();
    }
  },

  repair: async (request, world) => (await import('./repair.ts')).repairBridge(request, world),

  async gc(request, world) {
    const collection = await import('./collection.ts');
    const door = new Door(world.runner, undefined, world.trace);
    try {
      const collect = async () => {
        const failed = await removeAll(await collection.planCollection('bridge', request, door, world), door);
        failed.push(...(await removeAll(await collection.planSpoofCollection(request, world), door)));
        failed.push(...(await removeAll(await collection.planBridgeRemoval(request, door), door)));
        // Refused when another network has got an entry meanwhile: then the scaffold is not ours to remove.
        await removeAll(await collection.planScaffoldRemoval(world), door);
        await removeAll(await collection.planSpoofBaseRemoval(world), door);
        return failed;
      };
      const failures = await removeWithIpam(request, world, collect, 'GC');
      throwIfAny(incomplete(`collect the garbage of network "${request.network}"`, failures));
    } finally {
      await door.close();
    }
  },

  async status(request, world) {
    const { conf } = request;
    const rules = backendInUse(conf) === 'nftables' ? ['nft'] : ['iptables-restore', 'ip6tables-restore'];
    const more = [...(conf.vlans ? ['bridge'] : []), ...(conf.macspoofchk ? ['nft'] : [])];
    refuseUnlessAble(['ip', ...(conf.ipMasq ? rules : []), ...more]);
    const door = new Door(world.runner, undefined, world.trace);
    try {
      const [found] = await door.ask('host', showLink(conf.bridge));
      const kind = linkFacts(found)?.kind;
      if (kind !== undefined && kind !== 'bridge')
        throw new CniError(
          Code.notAvailable,
          `Cannot attach to "bridge" "${conf.bridge}": an interface of that name is no bridge`,
        );
    } finally {
      await door.close();
    }
    await delegate(request, world, 'STATUS');
  },
};

/** A removal that throws has failed like any other: it must not keep IPAM from being told. */
function orFailure(removal: Promise<string[]>): Promise<string[]> {
  return removal.catch((thrown: unknown) => [asCniError(thrown).message]);
}

function subject({ ifName, containerId, network }: AttachmentRequest<BridgeConf>): string {
  return `"${ifName}" of container "${containerId}" to network "${network}"`;
}

function throwIfAny(error: CniError | undefined): void {
  if (error) throw error;
}
