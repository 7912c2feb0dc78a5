import { formatIp, parseIp } from '../../lib/net/ip.ts';
import type { IngressPolicy, Opening } from '../../lib/ops/firewall.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { containerAddresses } from '../../lib/skel/containerAddresses.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { Interface, Result } from '../../lib/spec/result.ts';
import type { FirewallConf } from './conf.ts';

/**
 * What an attachment wants of the packet filter, by the result before it. Without a result it wants nothing.
 * `opens`: false where firewalld lets the addresses through. Throws CniError (code 7) where a policy finds no
 * device to stand for.
 */
export function openingOf(request: AttachmentRequest<FirewallConf>, opens: boolean): Opening {
  const { conf, prevResult, ifName } = request;
  const ips = prevResult === undefined ? [] : containerAddresses(prevResult, ifName).map(canonical);
  const policy = prevResult === undefined ? undefined : policyOf(conf, prevResult);
  return {
    label: ownerLabel(attachmentOwner('firewall', request)),
    ips: [...new Set(ips)],
    opens,
    ...(policy && { policy }),
  };
}

/** The same for DEL, to which a result that fits no policy is one without. */
export function openingToRemove(request: AttachmentRequest<FirewallConf>, opens: boolean): Opening {
  try {
    return openingOf(request, opens);
  } catch {
    return openingOf({ ...request, conf: { ...request.conf, ingressPolicy: 'open' } }, opens);
  }
}

/**
 * Interfaces of the host that may be ports of a bridge: all but the device and the bridge itself, which is told first.
 */
export function portCandidates({ interfaces = [] }: Result): string[] {
  const [bridge, ...others] = interfaces.filter(isHosts);
  return others.flatMap(({ name }) => (name.startsWith(`${bridge?.name}.`) ? [] : [name]));
}

function policyOf(
  { ingressPolicy: kind }: FirewallConf,
  { interfaces = [] }: Result,
): IngressPolicy | undefined {
  if (kind === 'open') return undefined;
  const [first] = interfaces;
  if (first === undefined || !isHosts(first)) throw refusal(kind, 'the result before tells no bridge first');
  // The gateway in a VLAN routes for the container, not the bridge: both are in the result, the bridge first.
  const device = interfaces.findLast((one) => isHosts(one) && one.name.startsWith(`${first.name}.`)) ?? first;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/.test(device.name))
    throw refusal(kind, `the name ${quote(device.name)} of the bridge does not fit into a rule`);
  return { device: device.name, kind };
}

function refusal(kind: string, state: string): CniError {
  return new CniError(Code.invalidConfig, `Cannot use "ingressPolicy" "${kind}": ${state}`);
}

function isHosts({ sandbox }: Interface): boolean {
  return !sandbox;
}

/** One spelling for rules, elements and files. */
function canonical(text: string): string {
  const ip = parseIp(text);
  return ip === undefined ? text : formatIp(ip);
}
