import type { Door } from '../../lib/kernel/door.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import type { Step } from '../../lib/plan/step.ts';
import { planScaffoldRemoval } from '../../lib/skel/masqueradeRemoval.ts';
import { backendInUse } from '../../lib/skel/masquerading.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { asCniError } from '../../lib/spec/errors.ts';
import type { PtpConf } from './conf.ts';

/** After a failed ADD: what masquerade entries share, if this very call has made it. Failures as text. */
export async function giveBack(
  { conf }: AttachmentRequest<PtpConf>,
  _undo: Step[],
  door: Door,
  world: World,
): Promise<string[]> {
  if (!conf.ipMasq) return [];
  try {
    // Refused while anybody has an entry; so a refusal is no failure.
    await removeAll(await planScaffoldRemoval(world, [backendInUse(conf)]), door);
    return [];
  } catch (thrown) {
    return [asCniError(thrown).message];
  }
}
