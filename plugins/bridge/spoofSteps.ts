import { addSpoofCheck, markSpoofCheck } from '../../lib/ops/spoofCheck.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Step } from '../../lib/plan/step.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { BridgeConf } from './conf.ts';
import { type BridgeFacts, hostVethName, ownerOf } from './facts.ts';

/**
 * Steps for `macspoofchk`, none without it: the check itself, which is there before the link is, and the marks by which
 * DEL knows of it whatever the configuration says by then.
 */
export function spoofSteps(
  request: AttachmentRequest<BridgeConf>,
  facts: BridgeFacts,
): Record<'check' | 'marks', Step[]> {
  const { macspoofchk, bridge } = request.conf;
  if (!macspoofchk) return { check: [], marks: [] };
  const port = hostVethName(request);
  const sender = { port, mac: facts.macs.contVeth };
  return {
    check: [addSpoofCheck(ownerLabel(ownerOf(request)), sender)],
    marks: spoofMarks(port, bridge, facts.bridgeTag),
  };
}

/** The bridge, which may be somebody else's, is marked where nobody has written anything yet. */
export function spoofMarks(port: string, bridge: string, bridgeTag: string | undefined): Step[] {
  return [port, ...((bridgeTag ?? '0') === '0' ? [bridge] : [])].map(markSpoofCheck);
}
