import type { Netns } from './netns.ts';

/**
 * Packets at one link, below addresses and routes: what a client needs that has no address yet. Handed in, so that the
 * compiled daemon brings the real one and a test its own.
 */
export interface Wire {
  /**
   * Opens a link in a namespace for one kind of traffic. Nothing keeps the namespace alive longer than the tap is open.
   * Throws CniError (code 100) where the kernel refuses.
   */
  open(kind: TapKind, link: WireLink, ears: Ears): Tap;
}

/**
 * "dhcp4": IPv4 packets of UDP to port 68. "arp": ARP. Both without the frame's head.
 * "ra": IPv6 packets with a router advertisement that comes from the link itself.
 * "nd": the same with a neighbor solicitation or advertisement.
 * "dhcp6": payloads of UDP to port 546.
 */
export type TapKind = 'dhcp4' | 'arp' | 'ra' | 'nd' | 'dhcp6';

export interface WireLink {
  netns: Netns;
  /** The link's number in that namespace. */
  index: number;
  name: string;
}

export interface Ears {
  /** Called for each packet. It may come from anybody and be anything. */
  heard(packet: Uint8Array): void;
  /** The link went down or away. Nothing is heard any more. */
  ended(why: string): void;
}

export interface Tap {
  /** `to`: a MAC; for "dhcp6" an IPv6 address. False if the kernel did not take it. */
  send(packet: Uint8Array, to: string): boolean;
  /**
   * Has the link let through what is sent to a group, as long as the tap is open; not for "dhcp6". `group`: its MAC.
   * False if the kernel refuses. Absent where all is heard anyway.
   */
  join?(group: string): boolean;
  close(): void;
}

/** To everybody on an Ethernet. */
export const everybody = 'ff:ff:ff:ff:ff:ff';
