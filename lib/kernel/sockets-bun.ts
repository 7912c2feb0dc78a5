import { dlopen, ptr } from 'bun:ffi';

/** What of the C library sockets need that the runtime has no function for. */
interface Calls {
  socket(domain: number, kind: number, protocol: number): number;
  fcntl(fd: number, command: number, least: number): number;
  bind(fd: number, address: number, length: number): number;
  setsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  sendto(fd: number, bytes: number, length: number, flags: number, to: number, toLength: number): number;
}

let loaded: Calls | undefined;

function libc(): Calls {
  loaded ??= dlopen('libc.so.6', {
    socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
    fcntl: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
    bind: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
    setsockopt: { args: ['i32', 'i32', 'i32', 'ptr', 'u32'], returns: 'i32' },
    sendto: { args: ['i32', 'ptr', 'u64', 'i32', 'ptr', 'u32'], returns: 'i64' },
  }).symbols as unknown as Calls;
  return loaded;
}

const F_DUPFD_CLOEXEC = 1030;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const MSG_DONTWAIT = 0x40;

/** A new datagram socket that never waits, in the namespace this thread is in; negative if the kernel refuses. */
export function datagramSocket(domain: number): number {
  return libc().socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/** The socket stays open until both are closed; no program started meanwhile inherits it. Negative if the kernel refuses. */
export function duplicate(fd: number): number {
  return libc().fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

/** bind(2). False if the kernel refuses. */
export function bindTo(fd: number, address: Uint8Array): boolean {
  return libc().bind(fd, ptr(address), address.length) === 0;
}

/** setsockopt(2). False if the kernel refuses. */
export function setOption(fd: number, level: number, name: number, value: Uint8Array): boolean {
  return libc().setsockopt(fd, level, name, ptr(value), value.length) === 0;
}

/** sendto(2). False if the kernel did not take all of it. An empty packet is not sent. */
export function sendTo(fd: number, packet: Uint8Array, address: Uint8Array): boolean {
  if (packet.length === 0) return false;
  const sent = libc().sendto(fd, ptr(packet), packet.length, MSG_DONTWAIT, ptr(address), address.length);
  return Number(sent) === packet.length;
}

/** One instruction of the kernel's classic packet filter: code, jump if true, jump if false, value. */
export type FilterLine = [number, number, number, number];

/** Lets only those packets reach a socket that the filter accepts. False if the kernel refuses. */
export function attachFilter(fd: number, lines: FilterLine[]): boolean {
  const program = new DataView(new ArrayBuffer(8 * lines.length));
  for (const [index, [code, jt, jf, k]] of lines.entries()) {
    program.setUint16(8 * index, code, true);
    program.setUint8(8 * index + 2, jt);
    program.setUint8(8 * index + 3, jf);
    program.setUint32(8 * index + 4, k, true);
  }
  // struct sock_fprog: unsigned short len; struct sock_filter *filter
  const head = new DataView(new ArrayBuffer(16));
  head.setUint16(0, lines.length, true);
  head.setBigUint64(8, BigInt(ptr(program)), true);
  return setOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, new Uint8Array(head.buffer));
}
