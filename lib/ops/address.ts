import type { IpStep, Place } from '../plan/step.ts';
import type { Route } from '../spec/result.ts';
import { endpoints, type WholeAddress, wholeAddressWords } from './wholeAddress.ts';

/**
 * Puts an address on a link. `dad: false` spares an IPv6 address the second that duplicate address detection takes.
 * `noRoute` keeps the kernel from adding the route to its subnet. An address that is there already is refused, unless
 * `shared` says that concurrent calls may put it there too.
 */
export function addAddress(
  place: Place,
  link: string,
  cidr: string,
  options: { dad: boolean; shared?: boolean; noRoute?: boolean },
): IpStep {
  const isV6 = cidr.includes(':');
  const flags = [...(isV6 && !options.dad ? ['nodad'] : []), ...(options.noRoute ? ['noprefixroute'] : [])];
  const broadcast = isV6 || Number(cidr.split('/')[1]) >= 31 ? [] : ['broadcast', '+'];
  const step: IpStep = {
    tool: 'ip',
    place,
    words: ['address', 'add', cidr, ...broadcast, 'dev', link, ...flags],
    undo: ['address', 'delete', cidr, 'dev', link],
    why: `give "${link}" the address ${cidr}`,
  };
  return options.shared ? { ...step, fine: 'exists', shared: true } : step;
}

/**
 * Takes an address off a link; putting it back as it was is its undo. Of several the newest has to go first: with the
 * oldest of an IPv4 subnet the kernel takes the others.
 */
export function removeAddress(place: Place, link: string, address: WholeAddress): IpStep {
  return {
    tool: 'ip',
    place,
    words: ['address', 'delete', ...endpoints(address), 'dev', link],
    undo: ['address', 'add', ...wholeAddressWords(link, address)],
    fine: 'absent',
    why: `take the address ${address.cidr} off "${link}"`,
  };
}

/**
 * Adds a route through a link. All attributes of specification 1.1 are honoured. `gateway` stands in when the route
 * names none; `source` is the address that traffic along it has by itself. Two routes to one destination through
 * different gateways may stand side by side, as `append` allows.
 */
export function addRoute(
  place: Place,
  link: string,
  route: Route,
  gateway: string | undefined,
  source?: string,
): IpStep {
  const via = route.gw ?? gateway;
  const words = ['route', 'append', route.dst, ...(via === undefined ? [] : ['via', via]), 'dev', link];
  if (source !== undefined) words.push('src', source);
  for (const [word, value] of attributes(route)) if (value !== undefined) words.push(word, String(value));
  return {
    tool: 'ip',
    place,
    words,
    why: `route ${route.dst}${via === undefined ? '' : ` via ${via}`} through "${link}"`,
  };
}

function attributes(route: Route): [string, number | undefined][] {
  return [
    ['metric', route.priority || undefined],
    ['table', route.table],
    ['scope', route.scope],
    ['mtu', route.mtu || undefined],
    ['advmss', route.advmss || undefined],
  ];
}
