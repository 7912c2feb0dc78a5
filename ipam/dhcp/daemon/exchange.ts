import { everybody, type Tap, type Wire, type WireLink } from '../../../lib/kernel/wire.ts';
import { CniError, Code } from '../../../lib/spec/errors.ts';
import { Duplicates } from './duplicates.ts';
import { fromServer, toServer } from './frame.ts';
import { Insisting } from './insisting.ts';
import { type Asker, Neighbours } from './neighbours.ts';
import { nextHop, type Way } from './nextHop.ts';

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

/** The lease as far as it is known: which way a server is. */
export type WayOut = () => Way | undefined;

/** Where DHCP is spoken; `mtu` in bytes. */
export type Station = Asker & { mtu: number };

/** A message that the link never carries. One that a raw socket cuts into pieces is read by no server. */
export class TooLong extends CniError {}

/**
 * DHCP below addresses and routes: nothing in the container's tables or packet filter stands in the way. What sends
 * throws TooLong, or another CniError where the link takes nothing at this moment.
 */
export function exchange4(wire: Wire, station: Station, way: WayOut, ears: Listener): Exchange {
  const hear = (packet: Uint8Array) => {
    const found = fromServer(packet);
    if (found) ears.heard(found.payload, found.from);
  };
  const tap = wire.open('dhcp4', station.link, { heard: hear, ended: (why) => ears.ended(why) });
  const neighbours = orClosed(tap, () => new Neighbours(wire, station));
  const send = (packet: Uint8Array, to: string) => {
    if (!tap.send(packet, to)) throw unsent(packet.length, station);
  };
  return {
    broadcast: (payload) => send(toServer(payload, '0.0.0.0', '255.255.255.255'), everybody),
    async toServer(payload, server, from) {
      const to = await neighbours.macOf(nextHop(server, way()), from);
      send(toServer(payload, from, server), to ?? everybody);
    },
    isTaken: (address) => neighbours.isTaken(address),
    close() {
      tap.close();
      neighbours.close();
    },
  };
}

function unsent(length: number, { link, mtu }: Station): CniError {
  if (length <= mtu) return deaf(link);
  const state = `"${link.name}" carries ${mtu} (its MTU): "provide" holds too much`;
  return new TooLong(Code.tryAgainLater, `the message to the server has ${length} bytes, and ${state}`);
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

function deaf({ name }: WireLink): CniError {
  return new CniError(Code.kernelRefused, `"${name}" takes no packets now`);
}

/**
 * DHCPv6: the client's own address on the link is the kernel's. What is said to one server is said twice, where it does
 * not reply; throws CniError where the link takes it not once.
 */
export function exchange6(wire: Wire, link: WireLink, ears: Listener): Exchange {
  const tap = wire.open('dhcp6', link, {
    heard(payload) {
      insisting.heard(payload);
      ears.heard(payload, '');
    },
    ended: (why) => ears.ended(why),
  });
  const send = (payload: Uint8Array) => tap.send(payload, 'ff02::1:2');
  const insisting = new Insisting(send);
  const duplicates = orClosed(tap, () => new Duplicates(wire, link));
  return {
    broadcast: (payload) => void send(payload),
    async toServer(payload) {
      if (!(await insisting.say(payload))) throw deaf(link);
    },
    isTaken: (address) => duplicates.isTaken(address),
    close() {
      tap.close();
      insisting.close();
      duplicates.close();
    },
  };
}
