import { setAttributes } from '../../lib/ops/linkAttributes.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, SysctlStep } from '../../lib/plan/step.ts';
import { previousResult } from '../../lib/skel/chained.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { TuningConf } from './conf.ts';
import type { TuningFacts } from './facts.ts';
import type { Saved } from './saved.ts';
import type { Sysctl } from './sysctls.ts';

type Request = AttachmentRequest<TuningConf>;

/**
 * Pure: the link first, then the sysctls, since a new MTU of the link overwrites that of IPv6. There is one way
 * back for all, `planRestore`.
 */
export function planTuning({ conf, ifName }: Request, sysctls: Sysctl[]): Plan {
  const steps = sysctls.map(({ path, value }) => write(path, value, `set ${path} to "${value}"`));
  return [[...setAttributes('container', ifName, conf.link), ...steps]];
}

/** Pure: gives everything its former value, in the same order for the same reason. */
export function planRestore(ifName: string, { sysctl = {}, netns: _, ...link }: Saved): Plan {
  const attributes = setAttributes('container', ifName, link);
  const steps = Object.entries(sysctl).map(([path, value]) =>
    write(path, value, `set ${path} back to "${value}"`),
  );
  return [[...attributes.map((step) => ({ ...step, why: `${step.why}, as it was` })), ...steps]];
}

/** Of what is known, exactly what the configuration is going to change. */
export function savedOf({ conf, netns }: Request, { link, sysctls = {} }: Partial<TuningFacts>): Saved {
  const wanted = Object.entries(link ?? {}).filter(([key]) => key in conf.link);
  return {
    ...Object.fromEntries(wanted),
    ...(Object.keys(sysctls).length === 0 ? {} : { sysctl: sysctls }),
    ...(netns && { netns: netns.id }),
  };
}

/** Where former values are kept: a file for each attachment, named after its owner. */
export function savedPath(request: Request): string {
  return `${request.conf.dataDir}/${ownerLabel(attachmentOwner('tuning', request))}.json`;
}

/** Where the reference plugin keeps them, whatever the network. */
export function referencePath({ conf, containerId, ifName }: Request): string {
  return `${conf.dataDir}/${containerId}_${ifName}.json`;
}

/** Pure: the result of the plugin before, with the MAC and MTU that the container's interface has now. */
export function tunedResult(request: Request): Result {
  const before = previousResult(request);
  const { mac, mtu } = request.conf.link;
  if (before.interfaces === undefined || (mac === undefined && mtu === undefined)) return before;
  const interfaces = before.interfaces.map((one) =>
    one.name === request.ifName && one.sandbox ? { ...one, ...(mac && { mac }), ...(mtu && { mtu }) } : one,
  );
  return { ...before, interfaces };
}

function write(key: string, value: string, why: string): SysctlStep {
  return { tool: 'sysctl', place: 'container', key, value, why };
}
