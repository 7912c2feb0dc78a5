import type { AttachmentName } from './attachments.ts';

export const verbs = ['VERSION', 'ADD', 'DEL'] as const;
export type Verb = (typeof verbs)[number];

/** What is measured together, in a throwaway host of its own. */
export interface Case {
  /** For `--only`; cases may share one. */
  name: string;
  of: AttachmentName;
  /** The plugins after it in the list. */
  chained?: AttachmentName[];
  /** For the table, where it is not `of`. */
  title?: string;
  verbs: Verb[];
  /** The most that our median may be of the reference's. */
  bounds: Partial<Record<Verb, number>>;
  /** Where it needs the lab: the case that comes nearest to it and that every kernel has. */
  like?: string;
  pool?: Pool;
  /** Attachments stay, up to this many of ours and of the reference's, which is slow to get there: only ADD is measured. */
  stay?: { weft: number; reference: number };
}

/** The state of a pool of 65,536 addresses before the first call. */
export interface Pool {
  /** Addresses that others have. */
  reserved: number;
  /** Runs that count at most: the reference reads every reservation on every call. */
  runs?: number;
}

/** Where no packet filter rules are written. */
const plain = { ADD: 1.8, DEL: 1.8 };
/** Where they are: no slower than the reference. */
const rules = { ADD: 1, DEL: 1 };

function attaching(name: string, of: AttachmentName, bounds: Case['bounds'] = {}): Case {
  return { name, of, verbs: ['ADD', 'DEL'], bounds };
}

/** What a node carries that publishes ports and filters. */
const chain = (backend: string): AttachmentName[] =>
  [`portmap ${backend}`, `firewall ${backend}`] as AttachmentName[];

function staying(backend: 'iptables' | 'nftables', of: AttachmentName): Case {
  const stay = { weft: 1000, reference: 100 };
  const title = `bridge + portmap + firewall, ${backend}`;
  return { name: 'growth', of, chained: chain(backend), title, verbs: ['ADD'], bounds: {}, stay };
}

export const cases: Case[] = [
  { name: 'version', of: 'bridge', verbs: ['VERSION'], bounds: {} },
  attaching('plain', 'bridge', plain),
  attaching('masq', 'bridge ipMasq', { ADD: 0.85, DEL: 0.65 }),
  attaching('nft', 'bridge ipMasq nftables', rules),
  attaching('spoof', 'bridge macspoofchk', rules),
  attaching('ptp', 'ptp', plain),
  attaching('ptp-masq', 'ptp ipMasq', rules),
  attaching('macvlan', 'macvlan', plain),
  attaching('host-device', 'host-device', plain),
  attaching('tap', 'tap', plain),
  attaching('loopback', 'loopback', plain),
  attaching('static', 'static', plain),
  { ...attaching('ipvlan', 'ipvlan'), like: 'macvlan' },
  { ...attaching('vlan', 'vlan'), like: 'macvlan' },
  { ...attaching('dummy', 'dummy'), like: 'macvlan' },
  { ...attaching('bridge-vlan', 'bridge vlan macspoofchk'), like: 'spoof' },
  {
    ...attaching('chain', 'bridge ipMasq', { ADD: 0.8, DEL: 0.4 }),
    title: 'bridge + portmap + firewall + bandwidth + tuning',
    chained: [...chain('iptables'), 'bandwidth', 'tuning'],
  },
  {
    ...attaching('chain-nft', 'bridge ipMasq nftables'),
    title: 'the same, nftables',
    chained: [...chain('nftables'), 'bandwidth', 'tuning'],
  },
  { ...attaching('pool', 'host-local'), title: 'host-local, empty /16', pool: { reserved: 0 } },
  {
    ...attaching('pool', 'host-local'),
    title: 'host-local, 60,000 reserved',
    pool: { reserved: 60_000, runs: 10 },
  },
  staying('iptables', 'bridge ipMasq'),
  staying('nftables', 'bridge ipMasq nftables'),
];

/** What `--only` may name. */
export const caseNames = [...new Set(cases.map(({ name }) => name))];

/** A case in the table. */
export function titleOf({ title, of }: Case): string {
  return title ?? of;
}
