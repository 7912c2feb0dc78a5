import type { Door } from '../../lib/kernel/door.ts';
import { observeRouting } from '../../lib/kernel/routing.ts';
import { Undo } from '../../lib/plan/apply.ts';
import { refuseUnlessAble } from '../../lib/skel/able.ts';
import { previousResult, refuseDifferences, removeChained, withDoor } from '../../lib/skel/chained.ts';
import { withLeftOver } from '../../lib/skel/failures.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { renderResult } from '../../lib/spec/convert.ts';
import { asCniError, CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { sources } from './addresses.ts';
import { findings } from './check.ts';
import { claimTables } from './claim.ts';
import { parseSbrConf, type SbrConf } from './conf.ts';
import { observeLinkOf } from './link.ts';
import { ownerMark } from './owned.ts';
import { planRoutes } from './plan.ts';
import { planRemoval } from './removal.ts';
import { placeSources } from './tables.ts';

/** Sends what comes from an interface's addresses out by that interface: source based routing. */
export const sbr: Plugin<SbrConf> = {
  type: 'sbr',
  kind: 'chained',
  summary: 'lets answers leave by the interface whose address they carry',
  parse: parseSbrConf,
  add: (request, world) => withDoor(request, world, (door) => add(request, door)),
  async del(request, world) {
    const { netns, ifName } = request;
    if (netns === undefined) return; // rules and routes went with it
    await removeChained(`take back the routing of "${ifName}"`, request, world, async (door) =>
      planRemoval(ownerMark(request), ifName, await observeRouting(door, 'container')),
    );
  },
  check: (request, world) =>
    withDoor(request, world, async (door) =>
      refuseDifferences(`the routing of "${request.ifName}"`, await findings(request, door)),
    ),
  async gc() {}, // all it makes is in containers and goes with them
  async status() {
    refuseUnlessAble(['ip']);
  },
};

async function add(request: AttachmentRequest<SbrConf>, door: Door): Promise<Result> {
  const { ifName, conf } = request;
  const result = previousResult(request);
  renderResult(result, request.version); // a version that cannot tell the result must fail before the first change
  const own = sources(request);
  await refuseUnusable(ifName, door);
  const mark = ownerMark(request);
  const undo = new Undo(door);
  try {
    const place = placeSources.bind(undefined, own, { conf, mark, ifName });
    const { placed, routing } = await claimTables(place, mark, door, undo);
    await undo.apply(planRoutes({ ifName, conf, result, placed, routing }));
    return result;
  } catch (thrown) {
    throw withLeftOver(asCniError(thrown), await undo.takeBack());
  }
}

async function refuseUnusable(ifName: string, door: Door): Promise<void> {
  const link = await observeLinkOf(door, ifName);
  if (link?.up) return;
  const state = link === undefined ? 'no such interface in the container' : 'the interface is down';
  throw new CniError(Code.invalidConfig, `Cannot route by source through "${ifName}": ${state}`);
}
