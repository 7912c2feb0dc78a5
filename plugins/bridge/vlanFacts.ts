import type { Door } from '../../lib/kernel/door.ts';
import { linkFacts, showLink } from '../../lib/kernel/observe.ts';
import type { BridgeConf } from './conf.ts';
import { type VlanGatewayFacts, vlanGateway } from './vlanGateway.ts';

/** Asks for both ends of a VLAN's gateway, where the network has one. `newMac` draws a MAC. */
export async function observeVlanGateway(
  conf: BridgeConf,
  door: Door,
  newMac: () => string,
): Promise<VlanGatewayFacts | undefined> {
  const wanted = vlanGateway(conf);
  if (wanted === undefined) return undefined;
  const [link, port] = await door.ask('host', showLink(wanted.name), showLink(wanted.port));
  return { link: linkFacts(link), port: linkFacts(port), macs: { link: newMac(), port: newMac() } };
}
