import type { Door } from '../../lib/kernel/door.ts';
import { observeRouting } from '../../lib/kernel/routing.ts';
import { Undo } from '../../lib/plan/apply.ts';
import { previousResult } from '../../lib/skel/chained.ts';
import { asText, withLeftOver } from '../../lib/skel/failures.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { renderResult } from '../../lib/spec/convert.ts';
import { asCniError, CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { nameOf, type VrfConf } from './conf.ts';
import { ensureVrf, giveBack } from './ensure.ts';
import { observeLinks, type Vrf } from './facts.ts';
import { observeKeeping } from './keeping.ts';
import { planJoin } from './plan.ts';
import { addressesReady } from './ready.ts';

/** How often to begin again when the VRF is removed meanwhile, with what was its last member. */
const attempts = 5;

/** ADD: the interface with its addresses and routes is in the VRF, or everything is as it was. */
export async function addToVrf(request: AttachmentRequest<VrfConf>, door: Door): Promise<Result> {
  const result = previousResult(request);
  renderResult(result, request.version); // a version that cannot tell the result must fail before the first change
  for (let attempt = 0; attempt < attempts; attempt++) if (await join(request, result, door)) return result;
  throw new CniError(
    Code.tryAgainLater,
    `Cannot put "${request.ifName}" into the VRF "${nameOf(request.conf)}": somebody removes it all the time`,
  );
}

/** False, and all is taken back, if the VRF has been removed meanwhile. */
async function join(
  { ifName, conf }: AttachmentRequest<VrfConf>,
  result: Result,
  door: Door,
): Promise<boolean> {
  const undo = new Undo(door);
  const name = nameOf(conf);
  let vrf: Vrf | undefined;
  try {
    vrf = await ensureVrf(ifName, conf, door, undo);
    const [routing, keeping] = [await observeRouting(door, 'container'), await observeKeeping(door, ifName)];
    const isMember = await isIn(name, ifName, door);
    const plan = planJoin({ ifName, vrf, isMember, result, routing, keeping });
    await undo.apply(plan.joining);
    await addressesReady(ifName, vrf.table, door);
    await undo.apply(plan.routing);
    if (await isIn(name, ifName, door)) return true;
  } catch (thrown) {
    const hasMade = undo.shared().length > 0;
    const failures = await undo.takeBack();
    const isGone = vrf !== undefined && (await isVanished(name, ifName, door));
    if (isGone && failures.length === 0 && isRefusal(thrown)) return false;
    const leftOver = hasMade ? await giveBack(name, door).catch(asText) : [];
    throw withLeftOver(asCniError(thrown), [...failures, ...leftOver]);
  }
  await undo.takeBack();
  return false;
}

/** Who cannot be asked has not said so. */
function isVanished(name: string, ifName: string, door: Door): Promise<boolean> {
  return observeLinks(door, ifName, name).then(
    ({ named }) => named === undefined,
    () => false,
  );
}

async function isIn(name: string, ifName: string, door: Door): Promise<boolean> {
  return (await observeLinks(door, ifName, name)).link?.master === name;
}

function isRefusal(thrown: unknown): boolean {
  return asCniError(thrown).code === Code.kernelRefused;
}
