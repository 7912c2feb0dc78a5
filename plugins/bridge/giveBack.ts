import type { Door } from '../../lib/kernel/door.ts';
import { showLink } from '../../lib/kernel/observe.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel } from '../../lib/plan/owner.ts';
import type { Step } from '../../lib/plan/step.ts';
import { planScaffoldRemoval } from '../../lib/skel/masqueradeRemoval.ts';
import { backendInUse } from '../../lib/skel/masquerading.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { asCniError } from '../../lib/spec/errors.ts';
import type { BridgeConf } from './conf.ts';
import { isVlanUsed, observePorts } from './ports.ts';
import { planSpoofBaseRemoval } from './spoofRemoval.ts';
import { vlanGateway } from './vlanGateway.ts';

/**
 * After a failed ADD, when its own veth pair is gone already: `undo` takes back the bridge, the gateway in a VLAN and
 * the gateway addresses that this very call has made. Another call may have attached a container to them meanwhile, so
 * the ports are looked at first.
 */
export async function giveBack(
  request: AttachmentRequest<BridgeConf>,
  undo: Step[],
  door: Door,
  world: World,
): Promise<string[]> {
  try {
    const failures = undo.length === 0 ? [] : await removeAll([await unused(request, undo, door)], door);
    // Refused while anybody has an entry; so a refusal is no failure.
    if (request.conf.ipMasq)
      await removeAll(await planScaffoldRemoval(world, [backendInUse(request.conf)]), door);
    if (request.conf.macspoofchk) await removeAll(await planSpoofBaseRemoval(world), door);
    return failures;
  } catch (thrown) {
    return [asCniError(thrown).message];
  }
}

/**
 * A bridge without ports is of no use to anybody; a gateway address is of use to the ports of this network, and a
 * gateway in a VLAN to the ports in that VLAN.
 */
async function unused(
  { conf, network }: AttachmentRequest<BridgeConf>,
  undo: Step[],
  door: Door,
): Promise<Step[]> {
  const [bridge] = await door.ask('host', showLink(conf.bridge));
  if (bridge === undefined) return []; // ip ends at once when asked for the ports of a bridge that is not there
  const { used } = await observePorts(conf.bridge, door);
  if (used.length === 0) return undo;
  if (used.some((port) => port.alias.startsWith(networkLabel('bridge', network)))) return [];
  const gateway = vlanGateway(conf);
  const free = gateway && !(await isVlanUsed(gateway.vlan, used, door)) ? gateway.name : undefined;
  return undo.filter(
    (step) => step.tool === 'ip' && (step.words[0] === 'address' || step.words.at(-1) === free),
  );
}
