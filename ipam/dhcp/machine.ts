import type { Route } from '../../lib/spec/result.ts';

/**
 * What the DHCP clients of both families are: machines that are told what happened and answer what is to be done. They
 * hold no socket and no clock, so every timer is tested with a clock that only counts, and the daemon can save and
 * restore them.
 *
 * Times are milliseconds of one clock, which only counts: in the daemon since the machine was started. Addresses are text, without prefix length but for the lease's own.
 */
export interface Machine {
  /** Tells the machine what happened, and when. What it answers is to be carried out in this order. */
  on(event: MachineEvent, now: number): MachineAction[];
  /** All that must be kept to go on after a restart; undefined as long as nothing is leased. JSON. */
  save(): SavedLease | undefined;
}

export type MachineEvent =
  /** Begin: with a saved lease by INIT-REBOOT (RFC 2131, 3.2) or CONFIRM (RFC 8415), else from nothing. */
  | { kind: 'start' }
  /**
   * A payload of UDP, from whom. It may be anything: what is not for this client is not answered and changes nothing.
   */
  | { kind: 'received'; payload: Uint8Array; from: string }
  /** The time of the last `wake` has come. Told too early or twice it does nothing. */
  | { kind: 'woken' }
  /** The answer to `probe`. */
  | { kind: 'probed'; address: string; taken: boolean }
  /** The attachment is removed: give the lease back. */
  | { kind: 'release' };

export type MachineAction =
  /** "broadcast": to everybody, from no address (v4: 0.0.0.0 → 255.255.255.255; v6: link-local → ff02::1:2). */
  | { kind: 'send'; payload: Uint8Array; to: 'broadcast' }
  /**
   * To one server, from the leased address: renewal and release. Must not need a route through the container's own
   * table.
   */
  | { kind: 'send'; payload: Uint8Array; to: 'server'; server: string; from: string }
  /** Tell `woken` at this time. Replaces the one before. */
  | { kind: 'wake'; at: number }
  /** Find out whether somebody else on the link has this address (v4: ARP probe, RFC 5227; v6: RFC 4862, 5.4). */
  | { kind: 'probe'; address: string }
  /** There is a lease, new or with new times; `changed` if address, routes, MTU or DNS are other ones than before. */
  | { kind: 'bound'; lease: Lease; changed: boolean }
  /**
   * The lease has run out, or the server took it back (NAK): the address must not be used any more. The machine goes on
   * by itself.
   */
  | { kind: 'lost'; address: string; why: string }
  /**
   * No first lease was to be had in the time there is; the machine has stopped. Once there was one it goes on for ever.
   */
  | { kind: 'failed'; why: string }
  /** Released, or nothing to release; the machine has stopped. */
  | { kind: 'released' };

/** What the server gave, as far as a result and an interface can use it. */
export interface Lease {
  family: 4 | 6;
  /** With prefix length: "192.168.1.5/24"; for IPv6 with 128. */
  address: string;
  gateway?: string;
  routes: Route[];
  /** Option 26. */
  mtu?: number;
  dns: { nameservers: string[]; domain?: string; search: string[] };
  /** v4: its address (option 54); v6: its DUID in hex. */
  server: string;
  /** v4: the relay's address on the link ("giaddr"), where one has handed the lease on. */
  relay?: string;
  /** Times in ms; Infinity is written as `null` when saved. */
  renewAt: number;
  rebindAt: number;
  expiresAt: number;
}

/** A lease as it is kept in a file. */
export interface SavedLease {
  lease: Lease;
  /** Whatever else the machine needs, its own affair (server identifier, client identifier, IAID, DUID …). JSON. */
  memory: Record<string, unknown>;
}

/** What a machine is made from. */
export interface MachineSettings {
  /** "aa:bb:cc:dd:ee:ff" of the container's interface. */
  mac: string;
  /** "containerID/networkName/ifName" of any length, or as configured: the client identifier. */
  clientId: string;
  /** As `ipam.request`, `ipam.provide`, `ipam.priority`, judged: numbers of options, bytes. */
  request: number[];
  skipDefault: boolean;
  provide: { option: number; value: Uint8Array }[];
  priority: number;
  /**
   * Ask for answers by broadcast (the flag of RFC 2131): for links that take no unicast before they have an address.
   */
  broadcast: boolean;
  /**
   * ms: the first wait for an answer (-timeout), the longest wait between two (-resendmax), all of one acquisition
   * (-resendtimeout).
   */
  timeout: number;
  resendMax: number;
  resendTimeout: number;
  /** Random 32 bits: transaction ids and the jitter of waits. Handed in for tests. */
  random(): number;
  saved?: SavedLease;
}
