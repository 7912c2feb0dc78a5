import type { Interface, Result, Route } from '../spec/result.ts';
import type { LinkFacts, RouteFacts } from './observe.ts';

/*
 * Compares text: a result comes in canonical text (skel/canonical), the kernel prints no other.
 */

/** What differs between a link as a result tells it and as it is: existence, kind, MAC, MTU, up. One line each. */
export function linkFindings(
  role: string,
  name: string,
  kind: string,
  want: Interface | undefined,
  is: LinkFacts | undefined,
): string[] {
  const subject = `${role} "${name}"`;
  if (is === undefined) return [`${subject} is missing`];
  if (is.kind !== kind) return [`${subject} is of kind "${is.kind}", not "${kind}"`];
  return [
    ...(want?.mac && want.mac.toLowerCase() !== is.mac
      ? [`${subject} has MAC ${is.mac}, not ${want.mac}`]
      : []),
    ...(want?.mtu && want.mtu !== is.mtu ? [`${subject} has MTU ${is.mtu}, not ${want.mtu}`] : []),
    ...(is.up ? [] : [`${subject} is down`]),
  ];
}

/** The addresses ("10.1.2.3/24") that a link should have and has not. */
export function addressFindings(subject: string, want: string[], is: LinkFacts | undefined): string[] {
  if (is === undefined) return [];
  const has = is.addresses.map((address) => address.cidr);
  return want.filter((cidr) => !has.includes(cidr)).map((cidr) => `${subject} lacks the address ${cidr}`);
}

/** The routes of a result that are not there. Routes that others have added are no finding. */
export function routeFindings(result: Result, is: RouteFacts[]): string[] {
  return (result.routes ?? [])
    .filter((want) => !is.some((route) => matches(want, route)))
    .map((want) => `the route to ${want.dst}${words(want)} is missing`);
}

/** What a route is told by: " via 10.1.2.1 mtu 1400". */
function words({ gw, mtu, advmss, priority }: Route): string {
  const said = Object.entries({ via: gw, metric: priority, mtu, advmss }).filter(([, value]) => value);
  return said.map(([word, value]) => ` ${word} ${value}`).join('');
}

function matches(want: Route, is: RouteFacts): boolean {
  if (destination(want.dst) !== is.dst || isV6(want) !== isV6(is)) return false;
  if (want.gw !== undefined && want.gw !== is.gateway) return false;
  if (want.priority && want.priority !== is.metric) return false;
  if (want.mtu && want.mtu !== is.mtu) return false;
  if (want.advmss && want.advmss !== is.advmss) return false;
  return want.table === undefined || [String(want.table), tableNames[want.table]].includes(is.table ?? '254');
}

/** As iproute2 prints them. */
const tableNames: Record<number, string> = { 253: 'default', 254: 'main', 255: 'local' };

/** As iproute2 prints it: "default", and a host without its prefix length. */
export function destination(dst: string): string {
  if (dst === '0.0.0.0/0' || dst === '::/0') return 'default';
  return dst.replace(dst.includes(':') ? /\/128$/ : /\/32$/, '');
}

/** A default route shows its family only in its gateway; without one it passes for either. */
function isV6(route: { dst: string; gw?: string; gateway?: string }): boolean | undefined {
  const text = route.dst === 'default' ? (route.gateway ?? '') : route.dst;
  return text.includes(':');
}
