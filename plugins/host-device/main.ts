import { incomplete } from '../../lib/skel/failures.ts';
import { delegate, removeWithIpam, tryDelegate } from '../../lib/skel/ipam.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { type HostDeviceConf, parseHostDeviceConf } from './conf.ts';

/** Gives a container an interface that the host has, and the host that interface back. */
export const hostDevice: Plugin<HostDeviceConf> = {
  type: 'host-device',
  kind: 'interface',
  summary: 'moves an interface of the host into a container, and back',
  parse: parseHostDeviceConf,
  add: async (request, world) => (await import('./addition.ts')).add(request, world),
  del,
  check: async (request, world) => (await import('./check.ts')).check(request, world),
  gc,
  status: async (request, world) => (await import('./status.ts')).status(request, world),
};

async function del(request: AttachmentRequest<HostDeviceConf>, world: World): Promise<void> {
  const { bringBack } = await import('./removal.ts');
  const failures = await removeWithIpam(request, world, () => bringBack(request, world));
  const { ifName, containerId, network } = request;
  const error = incomplete(
    `detach "${ifName}" of container "${containerId}" from network "${network}"`,
    failures,
  );
  if (error) throw error;
}

/** Where all is well here, an error of the IPAM plugin is ours, code and all. */
async function gc(request: NetworkRequest<HostDeviceConf>, world: World): Promise<void> {
  const { collect } = await import('./removal.ts');
  const failures = await collect(request, world);
  if (failures.length === 0) return await delegate(request, world, 'GC');
  failures.push(...(await tryDelegate(request, world, 'GC')));
  const error = incomplete(`collect the garbage of network "${request.network}"`, failures);
  if (error) throw error;
}
