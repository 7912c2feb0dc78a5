import { Door } from '../../lib/kernel/door.ts';
import { spoofState } from '../../lib/kernel/spoofState.ts';
import { removeSpoofCheck, restoreSpoofCheck, spoofMarkKey } from '../../lib/ops/spoofCheck.ts';
import { Undo } from '../../lib/plan/apply.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { restoreForwarding } from '../../lib/skel/forwarding.ts';
import { planMasqueradeRepair } from '../../lib/skel/masqueradeRepair.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { BridgeConf } from './conf.ts';
import { type Expected, expected } from './expected.ts';
import { ownerOf } from './facts.ts';
import { gatewayFamilies } from './gateways.ts';
import { spoofFindings } from './portFindings.ts';
import { spoofMarks } from './spoofSteps.ts';

type Request = AttachmentRequest<BridgeConf>;

/** Masquerades, forwards and checks the sender again, where that was lost. Links, addresses and routes are left as they are. */
export async function repairBridge(request: Request, world: World): Promise<void> {
  const want = expected(request);
  const label = ownerLabel(ownerOf(request));
  const door = new Door(world.runner, request.netns, world.trace);
  try {
    const plans = [
      await planForwarding(request, want, door),
      await planMasqueradeRepair(request.conf, label, want.result, world),
      await planSpoofRepair(request, want, label, world),
    ];
    await new Undo(door).apply(plans.flat());
  } finally {
    await door.close();
  }
}

async function planForwarding({ conf }: Request, { result }: Expected, door: Door): Promise<Plan> {
  if (!conf.isGateway) return [];
  return [await restoreForwarding(gatewayFamilies(result), door)];
}

async function planSpoofRepair(
  { conf }: Request,
  want: Expected,
  label: string,
  world: World,
): Promise<Plan> {
  const { mac } = want.container;
  const port = want.hostVeth.name;
  if (!conf.macspoofchk || mac === undefined) return [];
  const state = await spoofState(world.runner);
  if (spoofFindings(port, mac, label, state).length === 0) return [];
  const there = state?.senders.filter((sender) => sender.port === port) ?? [];
  const marks = spoofMarks(port, conf.bridge, await world.runner.readSysctl(spoofMarkKey(conf.bridge)));
  return [there.map(removeSpoofCheck), [restoreSpoofCheck(label, { port, mac }), ...marks]];
}
