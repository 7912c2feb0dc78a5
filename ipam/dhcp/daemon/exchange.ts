import { everybody, type Tap, type Wire, type WireLink } from '../../../lib/kernel/wire.ts';
import { contains, parseCidr } from '../../../lib/net/cidr.ts';
import { parseIp } from '../../../lib/net/ip.ts';
import { fromServer, toServer } from './frame.ts';
import { Neighbours } from './neighbours.ts';

/** Sockets at a link, open while packets are exchanged with servers and no longer. */
export interface Exchange {
  broadcast(payload: Uint8Array): void;
  /** To one server from the leased address. Settled when the kernel has sent it. */
  toServer(payload: Uint8Array, server: string, from: string): Promise<void>;
  /** Whether somebody else on the link has an address. */
  isTaken(address: string): Promise<boolean>;
  close(): void;
}

export interface Listener {
  heard(payload: Uint8Array, from: string): void;
  /** The link went down or away. */
  ended(why: string): void;
}

/** `lease`: address with prefix length and gateway, as far as known: which way a server is. */
export type WayOut = () => { address: string; gateway?: string } | undefined;

/** DHCP below addresses and routes: nothing in the container's tables or packet filter stands in the way. */
export function exchange4(wire: Wire, link: WireLink, mac: string, way: WayOut, ears: Listener): Exchange {
  const hear = (packet: Uint8Array) => {
    const found = fromServer(packet);
    if (found) ears.heard(found.payload, found.from);
  };
  const tap = wire.open('dhcp4', link, { heard: hear, ended: (why) => ears.ended(why) });
  const neighbours = orClosed(tap, () => new Neighbours(wire, link, mac));
  return {
    broadcast: (payload) => void tap.send(toServer(payload, '0.0.0.0', '255.255.255.255'), everybody),
    async toServer(payload, server, from) {
      const to = await neighbours.macOf(nextHop(server, way()), from);
      tap.send(toServer(payload, from, server), to ?? everybody);
    },
    isTaken: (address) => neighbours.isTaken(address),
    close() {
      tap.close();
      neighbours.close();
    },
  };
}

/** What is opened beside a tap. Where that is refused nothing stays open. */
function orClosed<T>(tap: Tap, open: () => T): T {
  try {
    return open();
  } catch (error) {
    tap.close();
    throw error;
  }
}

/** DHCPv6: the client's own address on the link is the kernel's, and so is the detection of duplicates. */
export function exchange6(wire: Wire, link: WireLink, ears: Listener): Exchange {
  const tap = wire.open('dhcp6', link, {
    heard: (payload) => ears.heard(payload, ''),
    ended: (why) => ears.ended(why),
  });
  const broadcast = (payload: Uint8Array) => void tap.send(payload, 'ff02::1:2');
  return {
    broadcast,
    toServer: async (payload) => broadcast(payload),
    isTaken: async () => false,
    close: () => tap.close(),
  };
}

/** A server in the leased subnet is a neighbour; to any other the way is through the gateway. */
function nextHop(server: string, lease: ReturnType<WayOut>): string {
  const [subnet, ip] = [parseCidr(lease?.address ?? ''), parseIp(server)];
  const isNear = subnet === undefined || ip === undefined || contains(subnet, ip);
  return isNear ? server : (lease?.gateway ?? server);
}
