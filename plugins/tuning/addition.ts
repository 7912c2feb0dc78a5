import type { Door } from '../../lib/kernel/door.ts';
import { removeAll, Undo } from '../../lib/plan/apply.ts';
import { withDoor } from '../../lib/skel/chained.ts';
import { withLeftOver } from '../../lib/skel/failures.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { renderResult } from '../../lib/spec/convert.ts';
import { asCniError, CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { Result } from '../../lib/spec/result.ts';
import { readAllowList, refuseUnlisted } from './allowList.ts';
import type { TuningConf } from './conf.ts';
import { duplicateName } from './duplicates.ts';
import { observe, wantsLink } from './facts.ts';
import { planRestore, planTuning, savedOf, savedPath, tunedResult } from './plan.ts';
import { forget, keep } from './saved.ts';
import { resolveSysctls, type Sysctl } from './sysctls.ts';

type Request = AttachmentRequest<TuningConf>;

/**
 * ADD: sets what is wanted, after the former values have been kept. Throws CniError, and then everything is as it
 * was.
 */
export async function add(request: Request, world: World): Promise<Result> {
  const sysctls = wantedSysctls(request);
  const result = tunedResult(request);
  renderResult(result, request.version); // a version that cannot tell the result must fail before the first change
  if (sysctls.length > 0 || wantsLink(request.conf))
    await withDoor(request, world, (door) => tune(request, sysctls, door));
  return result;
}

async function tune(request: Request, sysctls: Sysctl[], door: Door): Promise<void> {
  const before = savedOf(request, await observe(request, sysctls, door));
  const path = savedPath(request);
  const isFirst = keep(path, before);
  try {
    await new Undo(door).apply(planTuning(request, sysctls));
  } catch (thrown) {
    const leftOver = await removeAll(planRestore(request.ifName, before), door);
    if (isFirst && leftOver.length === 0) forget(path);
    throw withLeftOver(asCniError(thrown), leftOver);
  }
}

/** All that can be judged without the kernel. */
function wantedSysctls({ conf, ifName, invocation }: Request): Sysctl[] {
  if (conf.sysctls.length === 0) return [];
  for (const path of [['sysctl'], ['args', 'cni', 'sysctl']]) {
    const name = duplicateName(invocation.stdin, path);
    if (name !== undefined)
      throw new CniError(
        Code.invalidConfig,
        `Cannot use ${quote(path.join('.'))} key ${quote(name)}: duplicated`,
      );
  }
  const sysctls = resolveSysctls(conf.sysctls, ifName);
  refuseUnlisted(sysctls, ifName, readAllowList());
  return sysctls;
}
