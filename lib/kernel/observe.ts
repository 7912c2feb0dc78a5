import type { Place } from '../plan/step.ts';
import { type AddressFacts, addressFacts } from './addressFacts.ts';
import type { Door } from './door.ts';
import {
  flagIn,
  inner,
  listIn,
  needed,
  numberIn,
  type Printed,
  present,
  printed,
  textIn,
} from './members.ts';

/** A link as it is now. */
export interface LinkFacts {
  name: string;
  /** "veth", "bridge", …; "" for a plain device. */
  kind: string;
  mac: string;
  /** Bytes. */
  mtu: number;
  up: boolean;
  /** "UP", "DOWN", "LOWERLAYERDOWN", "UNKNOWN". */
  operState: string;
  /** Set by hand, not by a packet capture that happens to run. */
  promisc: boolean;
  alias: string;
  /** Name of the bridge it is a port of. */
  master?: string;
  /** State and options of a bridge port. */
  port?: { state: string; hairpin: boolean; isolated?: boolean };
  /** Name of the link it stands on, if that is in the same namespace. */
  parent?: string;
  /** What the kind has of its own ("mode" of a macvlan, "id" of a vlan), as iproute2 prints it. */
  data: Record<string, unknown>;
  /** Index of the link's other end, or of the link it stands on. */
  peerIndex?: number;
  index: number;
  addresses: AddressFacts[];
}

export interface RouteFacts {
  /** "default", "10.1.2.0/24", or a bare address for a host route. */
  dst: string;
  gateway?: string;
  dev?: string;
  metric?: number;
  /** Bytes; absent where the route says nothing of them. */
  mtu?: number;
  advmss?: number;
  /** Name or number; "main" or absent for the main table. */
  table?: string;
  /** "unreachable", "blackhole", …; absent for one that leads to a gateway or a neighbour (unicast). */
  type?: string;
}

/** The link of a name with its addresses, or undefined if there is none. */
export async function observeLink(door: Door, place: Place, name: string): Promise<LinkFacts | undefined> {
  const [found] = await door.ask(place, showLink(name));
  return linkFacts(found);
}

/** The words that ask for a link with its addresses. */
export function showLink(name: string): string[] {
  return ['address', 'show', 'dev', name];
}

/** The one link that `ip address show dev` or `ip link show dev` found. */
export function linkFacts(found: unknown[] | undefined): LinkFacts | undefined {
  return allLinkFacts(found)[0];
}

/** Every link that an `ip … show` found. Asked for a kind that the kernel does not know, `ip` prints `{}` for every other link. */
export function allLinkFacts(found: unknown[] | undefined): LinkFacts[] {
  return (found ?? [])
    .map(printed)
    .filter((json) => Object.keys(json).length > 0)
    .map(fromIp);
}

/** Every route that `ip route show` found. One with several next hops counts as several routes, as it may have been added. */
export function allRouteFacts(found: unknown[] | undefined): RouteFacts[] {
  return (found ?? []).map(printed).flatMap((json) => {
    const [more] = listIn(json, 'metrics').map(printed);
    const hops = 'nexthops' in json ? listIn(json, 'nexthops').map(printed) : [{}];
    return hops.map((hop) => ({
      dst: needed(textIn(json, 'dst'), 'dst'),
      ...present({
        gateway: textIn(hop, 'gateway') ?? textIn(json, 'gateway'),
        dev: textIn(hop, 'dev') ?? textIn(json, 'dev'),
        metric: numberIn(json, 'metric'),
        mtu: more?.mtu as number | undefined,
        advmss: more?.advmss as number | undefined,
        table: textIn(json, 'table'),
        type: typeOf(json),
      }),
    }));
  });
}

/** Told only with details, unless it is another than unicast. */
function typeOf(json: Printed): string | undefined {
  const type = textIn(json, 'type');
  return type === 'unicast' ? undefined : type;
}

function fromIp(json: Printed): LinkFacts {
  const info = inner(json, 'linkinfo');
  const flags = listIn(json, 'flags');
  return {
    name: needed(textIn(json, 'ifname'), 'ifname'),
    index: needed(numberIn(json, 'ifindex'), 'ifindex'),
    kind: textIn(info, 'info_kind') ?? '',
    mac: textIn(json, 'address') ?? '',
    mtu: needed(numberIn(json, 'mtu'), 'mtu'),
    up: flags.includes('UP'),
    promisc: flags.includes('PROMISC'),
    operState: textIn(json, 'operstate') ?? 'UNKNOWN',
    alias: textIn(json, 'ifalias') ?? '',
    data: inner(info, 'info_data'),
    ...present({
      master: textIn(json, 'master'),
      parent: textIn(json, 'link'),
      peerIndex: numberIn(json, 'link_index'),
      port:
        textIn(info, 'info_slave_kind') === 'bridge' ? portFacts(inner(info, 'info_slave_data')) : undefined,
    }),
    addresses: listIn(json, 'addr_info').flatMap((one) => addressFacts(printed(one))),
  };
}

function portFacts(json: Printed): NonNullable<LinkFacts['port']> {
  return {
    state: textIn(json, 'state') ?? '',
    hairpin: flagIn(json, 'hairpin'),
    isolated: flagIn(json, 'isolated'),
  };
}
