import { close as closeInAnotherThread, closeSync } from 'node:fs';
import { CniError, Code } from '../spec/errors.ts';
import { within } from './enter-bun.ts';
import { AF_INET6, AF_PACKET, ipv6Address, packetAddress } from './socketAddress.ts';
import { attachFilter, bindTo, datagramSocket, duplicate, sendTo, setOption } from './sockets-bun.ts';
import type { Ears, Tap, TapKind, Wire, WireLink } from './wire.ts';
import { filters } from './wireFilters.ts';

/** What of the runtime reads from a descriptor that is none of its own, by its event loop: one `data` a packet. */
interface Reader {
  terminate(): void;
}
declare const Bun: { connect(options: object): Promise<Reader> };

/**
 * The Wire of the compiled daemon. ARP, IPv4 and Neighbor Discovery go through packet sockets, which need neither
 * address nor route and no leave of the container's packet filter; DHCPv6 through an ordinary one, since a link has an
 * address of its own there.
 */
export const bunWire: Wire = { open };

const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SO_BINDTODEVICE = 25;
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const etherTypes = { dhcp4: 0x0800, arp: 0x0806, ra: 0x86dd, nd: 0x86dd };

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
    join: (group) => !closed && join(fd, link, group),
    close() {
      closed = true;
      const end = () =>
        void reader.then(
          (socket) => letGo(fd, socket),
          () => {},
        );
      setTimeout(end, 0); // not while the socket is being read from
    },
  };
}

/**
 * The kernel takes 8 ms and more for the end of a packet socket, until no processor is in the middle of a packet.
 * Nobody has to wait for that, least of all everybody in a crowd: another thread closes the last descriptor of it.
 */
function letGo(fd: number, reader: Reader): void {
  const last = duplicate(fd);
  reader.terminate();
  if (last >= 0) closeInAnotherThread(last, () => {});
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

/** Has the link let a group through as long as the socket is open. struct packet_mreq, packet(7). */
function join(fd: number, { index }: WireLink, group: string): boolean {
  const wanted = new DataView(new ArrayBuffer(16));
  wanted.setInt32(0, index, true);
  wanted.setUint16(6, 6, true); // a MAC's length; its kind, PACKET_MR_MULTICAST, is 0
  for (const [at, pair] of group.split(':').entries()) wanted.setUint8(8 + at, Number.parseInt(pair, 16));
  return setOption(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, new Uint8Array(wanted.buffer));
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
