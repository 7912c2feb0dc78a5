import * as z from 'zod/mini';
import type { Place } from '../plan/step.ts';
import type { Door } from './door.ts';

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

export interface AddressFacts {
  /** "10.1.2.3/24" */
  cidr: string;
  family: 4 | 6;
  /** "global", "link", "host". */
  scope: string;
  /** Of IPv4, if it has one. */
  broadcast?: string;
  /** Not usable: duplicate address detection is under way, or has failed. */
  tentative: boolean;
  /** Duplicate address detection has found that somebody else has it. */
  duplicate: boolean;
  /** Present for an address that a router has announced, or that somebody leases: it comes and goes by itself. */
  dynamic?: true;
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
}

// One instance serves every key: making a schema costs more than using it. So does compiling one for a single use.
z.config({ jitless: true });
const text = z.optional(z.string());
const number = z.optional(z.number());
const flag = z.optional(z.boolean());

const address = z.object({
  family: text,
  local: text,
  prefixlen: number,
  scope: text,
  broadcast: text,
  tentative: flag,
  dadfailed: flag,
  dynamic: flag,
});

const link = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  flags: z.array(z.string()),
  mtu: z.number(),
  operstate: text,
  address: text,
  ifalias: text,
  master: text,
  link: text,
  link_index: number,
  linkinfo: z.optional(
    z.object({
      info_kind: text,
      info_data: z.optional(z.any()),
      info_slave_kind: text,
      info_slave_data: z.optional(z.object({ state: text, hairpin: flag, isolated: flag })),
    }),
  ),
  addr_info: z.optional(z.array(address)),
});

const nexthop = z.object({ gateway: text, dev: text });
const metrics = z.object({ mtu: z.optional(z.any()), advmss: z.optional(z.any()) });
const route = z.object({
  dst: z.string(),
  gateway: text,
  dev: text,
  metric: number,
  table: text,
  metrics: z.optional(z.array(metrics)),
  nexthops: z.optional(z.array(nexthop)),
});

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
  return (found ?? []).filter(isAny).map((json) => fromIp(z.parse(link, json)));
}

function isAny(json: unknown): boolean {
  return typeof json !== 'object' || json === null || Object.keys(json).length > 0;
}

/** Every route that `ip route show` found. One with several next hops counts as several routes, as it may have been added. */
export function allRouteFacts(found: unknown[] | undefined): RouteFacts[] {
  return (found ?? []).flatMap((json) => {
    const { metrics: [more] = [], nexthops = [{}], ...one } = z.parse(route, json);
    return nexthops.map((hop) => ({ ...one, ...more, ...hop }) as RouteFacts);
  });
}

function fromIp(json: z.infer<typeof link>): LinkFacts {
  const { info_kind: kind = '', info_slave_kind: slave, info_slave_data: port } = json.linkinfo ?? {};
  return {
    name: json.ifname,
    index: json.ifindex,
    kind,
    mac: json.address ?? '',
    mtu: json.mtu,
    up: json.flags.includes('UP'),
    promisc: json.flags.includes('PROMISC'),
    operState: json.operstate ?? 'UNKNOWN',
    alias: json.ifalias ?? '',
    ...(json.master === undefined ? {} : { master: json.master }),
    ...(json.link === undefined ? {} : { parent: json.link }),
    data: (json.linkinfo?.info_data ?? {}) as Record<string, unknown>,
    ...(json.link_index === undefined ? {} : { peerIndex: json.link_index }),
    ...(slave === 'bridge'
      ? {
          port: {
            state: port?.state ?? '',
            hairpin: port?.hairpin ?? false,
            isolated: port?.isolated ?? false,
          },
        }
      : {}),
    addresses: (json.addr_info ?? []).flatMap(addressFacts),
  };
}

/** iproute2 prints an empty object for an address it has filtered out. */
function addressFacts(json: z.infer<typeof address>): AddressFacts[] {
  if (json.local === undefined || json.prefixlen === undefined) return [];
  return [
    {
      cidr: `${json.local}/${json.prefixlen}`,
      family: json.family === 'inet6' ? 6 : 4,
      scope: json.scope ?? '',
      ...(json.broadcast === undefined ? {} : { broadcast: json.broadcast }),
      tentative: (json.tentative ?? false) || (json.dadfailed ?? false),
      duplicate: json.dadfailed ?? false,
      ...(json.dynamic ? { dynamic: true as const } : {}),
    },
  ];
}
