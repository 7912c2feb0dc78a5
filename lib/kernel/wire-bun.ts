import { closeSync } from 'node:fs';
import { CniError, Code } from '../spec/errors.ts';
import { within } from './enter-bun.ts';
import { AF_INET6, AF_PACKET, ipv6Address, packetAddress } from './socketAddress.ts';
import { attachFilter, bindTo, datagramSocket, type FilterLine, sendTo, setOption } from './sockets-bun.ts';
import type { Ears, Tap, TapKind, Wire, WireLink } from './wire.ts';

/** What of the runtime reads from a descriptor that is none of its own, by its event loop: one `data` a packet. */
interface Reader {
  terminate(): void;
}
declare const Bun: { connect(options: object): Promise<Reader> };

/**
 * The Wire of the compiled daemon. ARP and IPv4 go through packet sockets, which need neither address nor route and
 * no leave of the container's packet filter; DHCPv6 through an ordinary one, since a link has an address of its own
 * there.
 */
export const bunWire: Wire = { open };

const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SO_BINDTODEVICE = 25;
const etherTypes = { dhcp4: 0x0800, arp: 0x0806, ra: 0x86dd };

/** Classic filters. Without them an empty packet would look like the end of a stream. */
const filters: Record<TapKind, FilterLine[]> = {
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
  // ICMPv6, hop limit 255: no router has passed it on, type 134.
  ra: [
    [0x30, 0, 0, 6],
    [0x15, 0, 5, 58],
    [0x30, 0, 0, 7],
    [0x15, 0, 3, 255],
    [0x30, 0, 0, 40],
    [0x15, 0, 1, 134],
    [0x06, 0, 0, 0x40000],
    [0x06, 0, 0, 0],
  ],
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

function open(kind: TapKind, link: WireLink, ears: Ears): Tap {
  const fd = within(link.netns, () => socketFor(kind, link));
  let closed = false;
  const end = (why: string) => {
    if (!closed) ears.ended(why);
    closed = true;
  };
  const reader = Bun.connect({
    fd,
    socket: {
      data: (_: unknown, packet: Uint8Array) => closed || ears.heard(packet),
      error: (_: unknown, error: Error) => end(error.message),
      close: (_: unknown, error?: Error) => end(error?.message ?? 'closed'),
    },
  });
  reader.catch((error: Error) => end(error.message));
  return {
    send: (packet, to) => !closed && sendTo(fd, packet, addressOf(kind, link, to)),
    close() {
      closed = true;
      // In a turn of its own: the kernel takes some 8 ms for a packet socket, which nobody has to wait for.
      setTimeout(() => void reader.then((socket) => socket.terminate()), 0);
    },
  };
}

/** Bound last, so that nothing is heard of other links and other traffic. */
function socketFor(kind: TapKind, link: WireLink): number {
  const fd = datagramSocket(kind === 'dhcp6' ? AF_INET6 : AF_PACKET);
  if (fd < 0) throw refused(link, 'no socket is to be had');
  const isReady = attachFilter(fd, filters[kind]) && (kind !== 'dhcp6' || restrict(fd, link));
  if (isReady && bindTo(fd, ownAddress(kind, link))) return fd;
  closeSync(fd);
  throw refused(link, 'the kernel refuses the socket');
}

function restrict(fd: number, { name }: WireLink): boolean {
  const device = new TextEncoder().encode(`${name}\0`);
  const yes = new Uint8Array([1, 0, 0, 0]);
  return setOption(fd, SOL_SOCKET, SO_REUSEADDR, yes) && setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, device);
}

function refused({ name, netns }: WireLink, state: string): CniError {
  return new CniError(Code.kernelRefused, `Cannot listen at "${name}" in "${netns.given}": ${state}`);
}

function ownAddress(kind: TapKind, link: WireLink): Uint8Array {
  return kind === 'dhcp6' ? ipv6Address('::', 546, link.index) : packetAddress(etherTypes[kind], link.index);
}

function addressOf(kind: TapKind, link: WireLink, to: string): Uint8Array {
  return kind === 'dhcp6'
    ? ipv6Address(to, 547, link.index)
    : packetAddress(etherTypes[kind], link.index, to);
}
