import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel, ownerLabel } from '../../lib/plan/owner.ts';
import { withDoor } from '../../lib/skel/chained.ts';
import { incomplete } from '../../lib/skel/failures.ts';
import { validOwners } from '../../lib/skel/owners.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { TuningConf } from './conf.ts';
import { observeAttributes, observeSysctls } from './facts.ts';
import { planRestore, referencePath, savedPath } from './plan.ts';
import { forget, listSaved, readSaved, type Saved } from './saved.ts';

type Request = AttachmentRequest<TuningConf>;

/**
 * DEL: puts back what is still there, and forgets the rest. What the kernel does not take back is told once (code
 * 105); the next DEL has nothing to do, so that it never keeps a container from ending.
 */
export async function del(request: Request, world: World): Promise<void> {
  const own = savedPath(request);
  const saved = readSaved(own);
  const path = saved === undefined ? referencePath(request) : own;
  const failures = await restore(request, saved ?? readSaved(path), world);
  forget(own);
  if (path !== own) forget(path);
  const { ifName, containerId } = request;
  const error = incomplete(`restore "${ifName}" of container "${containerId}"`, failures);
  if (error) throw error;
}

async function restore(request: Request, saved: Saved | undefined, world: World): Promise<string[]> {
  const { netns, ifName } = request;
  const isElsewhere = saved?.netns !== undefined && saved.netns !== netns?.id;
  if (saved === undefined || netns === undefined || isElsewhere) return [];
  const { sysctl = {}, netns: _, ...link } = saved;
  return withDoor(request, world, async (door) => {
    const attributes = Object.keys(link).length > 0 && (await observeAttributes(ifName, door)) ? link : {};
    const there = await observeSysctls(Object.keys(sysctl), door);
    const values = Object.entries(sysctl).filter(([path]) => path in there);
    return removeAll(planRestore(ifName, { ...attributes, sysctl: Object.fromEntries(values) }), door);
  });
}

/** GC: files of this network whose attachment is valid no more, also those that a crash has left half-written. */
export async function gc(request: NetworkRequest<TuningConf>): Promise<void> {
  const { dataDir } = request.conf;
  const valid = new Set(
    validOwners('tuning', request).map((owner) => `${dataDir}/${ownerLabel(owner)}.json`),
  );
  for (const path of listSaved(dataDir, networkLabel('tuning', request.network)))
    if (!valid.has(path)) forget(path);
}
