import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { KernelFacts, LinkFact } from './kernelFacts.ts';
import { routeUntruths } from './routeTruth.ts';
import { canonicalCidr, canonicalIp, canonicalMac } from './spelling.ts';

/** What a result is held against. */
export interface Truth {
  host: KernelFacts;
  container: KernelFacts;
  /** CNI_NETNS: what `sandbox` says of links in the container. */
  netns: string;
}

/** A result in the shape of 0.3.0 or later. */
export type Result = Pick<PluginOutput, 'interfaces' | 'ips' | 'routes'>;
type Interface = NonNullable<PluginOutput['interfaces']>[number];
type Address = NonNullable<PluginOutput['ips']>[number];

/** Everything a result says that the kernel does not: "eth0 in the container: mac 02:… in the result, 0a:… in the kernel". */
export function untruths(result: Result, truth: Truth): string[] {
  const { interfaces = [], ips = [], routes = [] } = result;
  return [
    ...interfaces.flatMap((entry) => interfaceUntruths(entry, truth)),
    ...ips.flatMap((entry) => addressUntruths(entry, interfaces, truth)),
    ...routes.flatMap((route) => routeUntruths(route, truth.container.routes)),
  ];
}

function interfaceUntruths(entry: Interface, truth: Truth): string[] {
  const facts = factsOf(entry, truth);
  if (!facts) return []; // In some other namespace, which nobody has told us of.
  const link = facts.links.find(({ ifname }) => ifname === entry.name);
  const name = `${entry.name} ${where(entry)}`;
  if (!link) return [`${name}: no such link`];
  const differs = (['mac', 'mtu'] as const).filter(
    (key) => entry[key] && comparable(entry, key) !== kernelValue(link, key),
  );
  return differs.map(
    (key) => `${name}: ${key} ${entry[key]} in the result, ${kernelValue(link, key)} in the kernel`,
  );
}

function addressUntruths(
  { address, interface: index }: Address,
  interfaces: Interface[],
  truth: Truth,
): string[] {
  const entry = index === undefined ? undefined : interfaces[index];
  if (index !== undefined && !entry)
    return [`${address}: on interface ${index}, which the result does not have`];
  const facts = entry ? factsOf(entry, truth) : truth.container;
  if (!facts) return [];
  const links = facts.links.filter(({ ifname }) => !entry || ifname === entry.name);
  const present = links.flatMap(addressesOf);
  if (present.includes(canonicalCidr(address))) return [];
  const place = entry ? `on ${entry.name} ${where(entry)}` : 'in the container';
  return [`${address}: not ${place}, where there is ${present.join(', ') || 'no address'}`];
}

/** The facts of the namespace that an interface says it is in; undefined if that is neither of the two. */
function factsOf({ sandbox }: Interface, { host, container, netns }: Truth): KernelFacts | undefined {
  if (!sandbox) return host;
  return sandbox === netns ? container : undefined;
}

function where({ sandbox }: Interface): string {
  return sandbox ? 'in the container' : 'on the host';
}

/** A MAC in upper case is the same. */
function comparable(entry: Interface, key: 'mac' | 'mtu'): string | number | undefined {
  return key === 'mac' ? canonicalMac(entry.mac) : entry.mtu;
}

function kernelValue(link: LinkFact, key: 'mac' | 'mtu'): string | number | undefined {
  return key === 'mac' ? link.address : link.mtu;
}

function addressesOf({ addr_info }: LinkFact): string[] {
  return addr_info.map(({ local, prefixlen }) => canonicalCidr(`${local}/${prefixlen}`));
}

/** The link of that name, or undefined. */
export function linkOf({ links }: KernelFacts, name: string): LinkFact | undefined {
  return links.find(({ ifname }) => ifname === name);
}

/** What keeps a link from working: "eth0 is down", "fd00::2 is tentative". */
export function unready(link: LinkFact): string[] {
  const down = link.flags.includes('UP') ? [] : [`${link.ifname} is down`];
  const waiting = link.addr_info.filter(({ tentative, dadfailed }) => tentative || dadfailed);
  return [
    ...down,
    ...waiting.map(
      ({ local, dadfailed }) => `${canonicalIp(local)} is ${dadfailed ? 'a duplicate' : 'tentative'}`,
    ),
  ];
}
