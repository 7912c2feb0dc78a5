import { Door } from '../../lib/kernel/door.ts';
import { refuseUnlessAble } from '../../lib/skel/able.ts';
import { delegate } from '../../lib/skel/ipam.ts';
import type { NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { HostDeviceConf } from './conf.ts';
import { observeDevice } from './facts.ts';
import { fitLink } from './fit.ts';

/**
 * STATUS: throws CniError (code 50) where ADD could not be serviced: the device is missing, in a container, or in use
 * on the host.
 */
export async function status(request: NetworkRequest<HostDeviceConf>, world: World): Promise<void> {
  refuseUnlessAble(['ip']);
  const { device, hwaddr, kernelpath, pciBusID, deviceID } = request.conf;
  if (device ?? hwaddr ?? kernelpath ?? pciBusID ?? deviceID) await refuseWithoutDevice(request, world);
  await delegate(request, world, 'STATUS');
}

async function refuseWithoutDevice({ conf }: NetworkRequest<HostDeviceConf>, world: World): Promise<void> {
  const door = new Door(world.runner, undefined, world.trace);
  try {
    const facts = await observeDevice(conf, door);
    if (!('dpdk' in facts.choice)) fitLink(facts);
  } catch (thrown) {
    if (thrown instanceof CniError) throw new CniError(Code.notAvailable, thrown.message, thrown.details);
    throw thrown;
  } finally {
    await door.close();
  }
}
