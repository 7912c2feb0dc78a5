import type { Door } from '../../lib/kernel/door.ts';
import { programPath } from '../../lib/kernel/programPath.ts';
import type { Portmap } from '../../lib/ops/portmap.ts';
import { Undo } from '../../lib/plan/apply.ts';
import { previousResult, refuseDifferences, withDoor } from '../../lib/skel/chained.ts';
import { asText, incomplete, withLeftOver } from '../../lib/skel/failures.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { renderResult } from '../../lib/spec/convert.ts';
import { asCniError, CniError, Code } from '../../lib/spec/errors.ts';
import { type PortmapConf, parsePortmapConf } from './conf.ts';
import { portmapOf } from './plan.ts';

/** Forwards ports of the host to a container. What ADD does not need is loaded by who does. */
export const portmap: Plugin<PortmapConf> = {
  type: 'portmap',
  kind: 'chained',
  summary: 'forwards ports of the host to a container',
  parse: parsePortmapConf,

  async add(request, world) {
    const result = previousResult(request);
    renderResult(result, request.version);
    const wanted = portmapOf(request);
    if (wanted.forwards.length > 0)
      await withDoor(request, world, (door) => forwardAll(request, wanted, door, world));
    return result;
  },

  async del(request, world) {
    const told = portmapOf(request);
    const failure = await withDoor(request, world, async (door) => {
      const { stopForwarding } = await removalWith(request.conf);
      const { failures, forwards } = await stopForwarding(told, door, world);
      if (forwards.some(({ protocol }) => protocol === 'udp')) {
        const { forgetOwnFlows } = await import('../../lib/kernel/portmapFlows.ts');
        await forgetOwnFlows(world.runner, forwards);
      }
      return incomplete(`stop forwarding to ${subject(request)}`, failures);
    });
    if (failure) throw failure;
  },

  async check(request, world) {
    const { findingsOf } = await import('./check.ts');
    const wanted = portmapOf(request);
    if (request.conf.mappings.length === 0) return;
    const findings = await withDoor(request, world, (door) => findingsOf(request.conf, wanted, door, world));
    refuseDifferences(`the ports of ${subject(request)}`, findings);
  },

  async gc(request, world) {
    const { collect } = await import('./collection.ts');
    const failures = await withDoor(request, world, (door) => collect(request, door, world));
    const failure = incomplete(`collect the garbage of network "${request.network}"`, failures);
    if (failure) throw failure;
  },

  async status(request) {
    const { refuseUnlessAble } = await import('../../lib/skel/able.ts');
    const rules =
      request.conf.backend === 'nftables' ? ['nft'] : ['ip', 'iptables-restore', 'ip6tables-restore'];
    refuseUnlessAble([...rules, 'conntrack']);
  },
};

/** Forwards, or takes everything back. */
async function forwardAll(
  { conf }: AttachmentRequest<PortmapConf>,
  wanted: Portmap,
  door: Door,
  world: World,
): Promise<void> {
  const udp = wanted.forwards.filter(({ protocol }) => protocol === 'udp');
  if (udp.length > 0 && programPath('conntrack') === undefined)
    throw new CniError(
      Code.kernelRefused,
      `Cannot forward "udp" port ${udp[0]?.hostPort}: program "conntrack" is not installed`,
    );
  const undo = new Undo(door);
  const backend = await (conf.backend === 'nftables' ? import('./nftables.ts') : import('./iptables.ts'));
  try {
    await backend.forward({ ...wanted, mark: conf.mark }, undo, door, world);
    if (udp.length === 0) return;
    const { forgetFormerFlows } = await import('../../lib/kernel/portmapFlows.ts');
    await forgetFormerFlows(world.runner, door, udp);
  } catch (thrown) {
    const leftOver = await undo.takeBack();
    const given = backend.giveBack(wanted, door, world).then(() => []);
    leftOver.push(...(await given.catch(asText)));
    throw withLeftOver(asCniError(thrown), leftOver);
  }
}

function removalWith({ backend }: PortmapConf) {
  return backend === 'nftables' ? import('./nftRemoval.ts') : import('./iptRemoval.ts');
}

function subject({
  ifName,
  containerId,
  network,
}: Pick<AttachmentRequest<unknown>, 'ifName' | 'containerId' | 'network'>): string {
  return `"${ifName}" of container "${containerId}" in network "${network}"`;
}
