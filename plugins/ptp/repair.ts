import { Door } from '../../lib/kernel/door.ts';
import { Undo } from '../../lib/plan/apply.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { expectedContainer } from '../../lib/skel/containerLinkCheck.ts';
import { restoreForwarding } from '../../lib/skel/forwarding.ts';
import { planMasqueradeRepair } from '../../lib/skel/masqueradeRepair.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { families } from './addressing.ts';
import type { PtpConf } from './conf.ts';
import { ownerOf } from './facts.ts';

/** Masquerades and forwards again, where that was lost. Links, addresses and routes are left as they are. */
export async function repairPtp(request: AttachmentRequest<PtpConf>, world: World): Promise<void> {
  const { result } = expectedContainer(request);
  const door = new Door(world.runner, request.netns, world.trace);
  try {
    const forwarding = await restoreForwarding(families(result), door);
    const label = ownerLabel(ownerOf(request));
    const masquerade = await planMasqueradeRepair(request.conf, label, result, world);
    await new Undo(door).apply([forwarding, ...masquerade]);
  } finally {
    await door.close();
  }
}
