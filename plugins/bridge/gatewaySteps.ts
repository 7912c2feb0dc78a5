import { overlaps, parseCidr } from '../../lib/net/cidr.ts';
import { isV6 } from '../../lib/net/family.ts';
import { isZeroMac } from '../../lib/net/mac.ts';
import { addAddress, removeAddress } from '../../lib/ops/address.ts';
import { setMac } from '../../lib/ops/link.ts';
import { oldestFirst } from '../../lib/ops/wholeAddress.ts';
import type { Step } from '../../lib/plan/step.ts';
import { forwardingSteps } from '../../lib/skel/forwarding.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import type { BridgeFacts } from './facts.ts';
import { gatewayAddresses, gatewayFamilies } from './gateways.ts';
import { vlanGateway } from './vlanGateway.ts';

/**
 * Gateway addresses that the bridge, or the VLAN's gateway, lacks, and with `forceAddress` what stands in their way.
 */
export function gatewaySteps(conf: BridgeConf, facts: BridgeFacts, result: Result): Step[] {
  const inVlan = vlanGateway(conf);
  const name = inVlan?.name ?? conf.bridge;
  const gateway = inVlan ? facts.vlanGateway?.link : facts.bridge;
  const wanted = conf.isGateway ? gatewayAddresses(result) : [];
  const present = (gateway?.addresses ?? []).filter((address) => address.scope === 'global');
  const missing = wanted.filter((cidr) => !present.some((own) => own.cidr === cidr));
  const inTheWay = present.filter(
    (own) => !wanted.includes(own.cidr) && missing.some((cidr) => conflicts(own.cidr, cidr)),
  );
  const [first] = inTheWay;
  if (first !== undefined && !conf.forceAddress)
    throw new CniError(
      Code.invalidConfig,
      `Cannot use ${inVlan ? 'interface' : 'bridge'} "${name}" as gateway ${missing.join(', ')}: it has the address ${first.cidr}; "forceAddress" true replaces it`,
    );
  // Only a bridge changes its MAC by itself. One that has lost its last port may have none at all.
  const pin =
    missing.length > 0 && facts.bridge && !inVlan
      ? [setMac('host', name, isZeroMac(facts.bridge.mac) ? facts.macs.bridge : facts.bridge.mac)]
      : [];
  return [
    ...oldestFirst(inTheWay)
      .reverse()
      .map((own) => removeAddress('host', name, own)),
    ...missing.map((cidr) => addAddress('host', name, cidr, { dad: false, shared: true })),
    ...pin,
  ];
}

/** A bridge has one IPv4 network; IPv6 networks may stand side by side as long as they do not overlap. */
function conflicts(own: string, wanted: string): boolean {
  if (isV6(own) !== isV6(wanted)) return false;
  const [a, b] = [parseCidr(own), parseCidr(wanted)];
  return !isV6(own) || (a !== undefined && b !== undefined && overlaps(a, b));
}

/** Forwarding for the families of the gateways that the host does not forward yet. */
export function forwardGateways(
  { isGateway }: BridgeConf,
  { forwards }: BridgeFacts,
  result: Result,
): Step[] {
  return isGateway ? gatewayFamilies(result).flatMap((family) => forwardingSteps(family, forwards)) : [];
}
