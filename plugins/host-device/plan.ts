import { moveIn } from '../../lib/ops/device.ts';
import { ipLine } from '../../lib/plan/render.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { refuseTaken } from '../../lib/skel/freeName.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { HostDeviceConf } from './conf.ts';
import type { HostDeviceFacts } from './facts.ts';
import { fitLink } from './fit.ts';
import { memoryOf, remembering } from './memory.ts';

/**
 * The one step that moves the device. Nothing where a program drives it. Throws CniError: code 104 where the name is
 * taken in the container, 7 where there is no device or it must not be moved.
 */
export function planLink(request: AttachmentRequest<HostDeviceConf>, facts: HostDeviceFacts): Plan {
  const { ifName, netns } = request;
  if ('dpdk' in facts.choice) return [];
  refuseTaken(ifName, facts.taken);
  const link = fitLink(facts);
  const alias = remembering(attachmentOwner('host-device', request), memoryOf(link));
  const there = { from: link.name, to: ifName, netns: netns?.path ?? '', alias };
  const back = { from: ifName, to: link.name, netns: facts.home, alias: plain(link.alias), up: link.up };
  return [[moveIn(there, back)]];
}

/** An alias that cannot be handed to ip cannot be put back either. */
export function plain(alias: string): string {
  try {
    return ipLine([alias]);
  } catch {
    return '';
  }
}
