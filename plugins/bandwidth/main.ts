import { addChained, previousResult } from '../../lib/skel/chained.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { Result } from '../../lib/spec/result.ts';
import { type BandwidthConf, parseBandwidthConf } from './conf.ts';

type Request = AttachmentRequest<BandwidthConf>;

/** Limits how fast a container sends and receives. */
export const bandwidth: Plugin<BandwidthConf> = {
  type: 'bandwidth',
  kind: 'chained',
  summary: 'limits how fast a container sends and receives',
  parse: parseBandwidthConf,
  add,
  del: async (request, world) => (await import('./removal.ts')).del(request, world),
  check: async (request, world) => (await import('./check.ts')).check(request, world),
  repair,
  gc: async (request, world) => (await import('./removal.ts')).gc(request, world),
  status,
};

async function add(request: Request, world: World): Promise<Result> {
  const { ingress, egress } = request.conf;
  if (ingress === undefined && egress === undefined) return previousResult(request);
  const { observe } = await import('./facts.ts');
  const { planLimits, limitedResult } = await import('./plan.ts');
  return addChained(request, world, { observe, plan: planLimits, result: limitedResult });
}

/**
 * A flush of the packet filter takes nothing of it. What somebody else has taken is made again; what is there is
 * left alone.
 */
async function repair(request: Request, world: World): Promise<void> {
  const { differences } = await import('./check.ts');
  const found = await differences(request, world);
  if (found.length > 0) await add(request, world);
}

/** Whether the kernel has ifb and tbf shows only when one is made, and STATUS makes nothing. */
async function status(): Promise<void> {
  const { refuseUnlessAble } = await import('../../lib/skel/able.ts');
  refuseUnlessAble(['ip', 'tc']);
}
