import { setAlias, setUp } from '../../lib/ops/link.ts';
import * as ops from '../../lib/ops/redirection.ts';
import { type Exemption, shape, unshape } from '../../lib/ops/shaping.ts';
import { sysctl } from '../../lib/ops/sysctl.ts';
import type { Plan, Stage, Step } from '../../lib/plan/step.ts';
import { previousResult } from '../../lib/skel/chained.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { Result } from '../../lib/spec/result.ts';
import { bucketOf } from './bucket.ts';
import type { BandwidthConf } from './conf.ts';
import { type BandwidthFacts, ifbName, labelOf } from './facts.ts';
import { foreignRoot, hasEntry, isOurs, ourRedirect } from './qdiscs.ts';

type Request = AttachmentRequest<BandwidthConf>;

/**
 * Pure: the owner is written into the host's end before anything else, so that DEL finds that. What an earlier ADD
 * of the attachment made is made anew. Throws CniError (code 100 or 104) where somebody else is in the way.
 */
export function planLimits(request: Request, facts: BandwidthFacts): Plan {
  const { ingress, egress } = request.conf;
  refuseForeign(request, facts);
  const { host } = facts;
  const named = ops.addName(host.name, labelOf(request));
  const down = ingress && shape(host.name, bucketOf(ingress, host.mtu), exemption(request, 'src'), true);
  return [
    [...remains(request, facts), named, ...(egress ? throughIfb(request, facts) : []), ...(down ?? [])],
  ];
}

/** Pure: the result of the plugin before, with the ifb as its last interface, if there is one. */
export function limitedResult(request: Request, { host, mac, namesake }: BandwidthFacts): Result {
  const before = previousResult(request);
  const name = ifbName(request);
  if (request.conf.egress === undefined || before.interfaces === undefined) return before;
  const others = before.interfaces.filter((one) => one.name !== name);
  return { ...before, interfaces: [...others, { name, mac: namesake?.mac ?? mac, mtu: host.mtu }] };
}

/** Whether an ifb may be used or removed: it has our name, and our owner, or none yet. */
export function isOwnIfb({ kind, alias }: { kind: string; alias: string }, label: string): boolean {
  return kind === 'ifb' && (alias === label || alias === '');
}

/** The networks that count, as packets of one direction have them. */
export function exemption({ conf }: Request, side: 'src' | 'dst'): Exemption | undefined {
  return conf.subnets && { which: conf.subnets.which, subnets: conf.subnets.list, side };
}

function refuseForeign(request: Request, { host, queueing, namesake }: BandwidthFacts): void {
  const { ingress, egress } = request.conf;
  const root = ingress && foreignRoot(queueing);
  const discipline = root && `${quote(root.kind)} ${root.handle}`;
  if (discipline)
    throw new CniError(
      Code.kernelRefused,
      `Cannot limit what leaves through "${host.name}": it has a queueing discipline, ${discipline}`,
    );
  if (egress && namesake && !isOwnIfb(namesake, labelOf(request)))
    throw new CniError(Code.nameTaken, `Cannot create "${namesake.name}": another interface has the name`);
}

/** What an earlier ADD has left at the host's end goes before. */
function remains(request: Request, { host, isNamed, queueing }: BandwidthFacts): Step[] {
  return [
    ...(queueing.qdiscs.some(isOurs) ? [unshape(host.name)] : []),
    ...(ourRedirect(queueing) ? [ops.redirectNoMore(host.name)] : []),
    ...(isNamed ? [ops.removeName(host.name, labelOf(request))] : []),
  ];
}

function throughIfb(request: Request, { host, queueing, namesake, mac }: BandwidthFacts): Stage {
  const name = ifbName(request);
  const limit = request.conf.egress ?? { rate: 0, burst: 0 };
  const bucket = bucketOf(limit, host.mtu);
  return [
    ...(namesake === undefined
      ? [ops.addIfb(name, mac, host.mtu)]
      : [ops.reuseIfb(name, host.mtu), unshape(name)]),
    setAlias('host', name, labelOf(request)),
    sysctl('host', 6, name, 'disable_ipv6', '1', `keep addresses off "${name}"`),
    setUp('host', name),
    ...shape(name, bucket, exemption(request, 'dst'), false),
    ...(hasEntry(queueing) ? [] : [ops.addEntry(host.name)]),
    ops.redirect(host.name, name),
  ];
}
