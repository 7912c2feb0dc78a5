import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Trial } from '../../conformance/trial.ts';

/** An address of a result: "10.88.0.2/24" with the index of its interface. */
export type ResultIp = NonNullable<PluginOutput['ips']>[number];

/** Where the interface of the attachment stands in `interfaces`; -1 if it is not listed. */
export function ownIndex(trial: Trial, result: PluginOutput): number {
  return (result.interfaces ?? []).findIndex((one) => one.name === trial.ifName && Boolean(one.sandbox));
}

/** The addresses of a result that are the attachment's own; one that names no interface is. */
export function ownIps(trial: Trial, result: PluginOutput): ResultIp[] {
  const own = ownIndex(trial, result);
  return (result.ips ?? []).filter(
    (ip) => ip.interface === undefined || ip.interface < 0 || ip.interface === own,
  );
}

/** A result with its own interface's entry changed; ends the case if it lists none. */
export function withOwnInterface(trial: Trial, result: PluginOutput, change: object): PluginOutput {
  const own = ownIndex(trial, result);
  if (own < 0) throw new CannotJudge(`the result does not list "${trial.ifName}" with a sandbox`);
  const interfaces = (result.interfaces ?? []).map((one, i) => (i === own ? { ...one, ...change } : one));
  return { ...result, interfaces };
}

/** Name of the host's end of a container's interface, for a veth pair; undefined if it is none. */
export async function peerOnHost(trial: Trial): Promise<string | undefined> {
  const [inside] = await trial.container.ipJson('link', 'show', 'dev', trial.ifName);
  const links = await trial.host.ipJson('link', 'show');
  return links.find((link) => link.ifindex === inside?.link_index && link.link_index === inside?.ifindex)
    ?.ifname;
}

/** `ip` or `ip -6`, by the family of an address or destination. */
export function ipFor(address: string): string {
  return address.includes(':') ? 'ip -6' : 'ip';
}

/** A pair of a container and an interface, as GC is told of it. */
export function pair(container: Container, ifname: string): { containerID: string; ifname: string } {
  return { containerID: container.id, ifname };
}

/** The executable that a configuration delegates to. */
export function ipamTypeOf(conf: Record<string, unknown>): string | undefined {
  const { ipam } = conf;
  if (typeof ipam !== 'object' || ipam === null || !('type' in ipam)) return undefined;
  return typeof ipam.type === 'string' && ipam.type !== '' ? ipam.type : undefined;
}
