import type { FilterLine } from './sockets-bun.ts';
import type { TapKind } from './wire.ts';

/**
 * What the kernel lets through to each kind of tap, as classic filters over the packet without its frame's head.
 * Without them an empty packet would look like the end of a stream.
 */
export const filters: Record<TapKind, FilterLine[]> = {
  // IPv4, UDP, no later fragment, to port 68.
  dhcp4: [
    [0x30, 0, 0, 9],
    [0x15, 0, 6, 17],
    [0x28, 0, 0, 6],
    [0x45, 4, 0, 0x1fff],
    [0xb1, 0, 0, 0],
    [0x48, 0, 0, 2],
    [0x15, 0, 1, 68],
    [0x06, 0, 0, 0x40000],
    [0x06, 0, 0, 0],
  ],
  // Long enough for ARP over Ethernet.
  arp: longerThan(27),
  // Router Advertisements.
  ra: neighborDiscovery(134, 134),
  // Neighbor Solicitations and Advertisements.
  nd: neighborDiscovery(135, 136),
  // Longer than the head of UDP.
  dhcp6: longerThan(8),
};

function longerThan(length: number): FilterLine[] {
  return [
    [0x80, 0, 0, 0],
    [0x25, 0, 1, length],
    [0x06, 0, 0, 0x40000],
    [0x06, 0, 0, 0],
  ];
}

/** ICMPv6 of types `first` to `last`, hop limit 255: no router has passed it on. */
function neighborDiscovery(first: number, last: number): FilterLine[] {
  return [
    [0x30, 0, 0, 6],
    [0x15, 0, 6, 58],
    [0x30, 0, 0, 7],
    [0x15, 0, 4, 255],
    [0x30, 0, 0, 40],
    [0x35, 0, 2, first],
    [0x25, 1, 0, last],
    [0x06, 0, 0, 0x40000],
    [0x06, 0, 0, 0],
  ];
}
