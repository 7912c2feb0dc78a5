import { pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';

export const caseNames = ['version', 'plain', 'masq', 'nft', 'pool'] as const;
export type CaseName = (typeof caseNames)[number];

export const verbs = ['VERSION', 'ADD', 'DEL'] as const;
export type Verb = (typeof verbs)[number];

/** Whose plugins are called. */
export type Side = 'weft' | 'reference' | 'nothing';

/** What is measured together, in a throwaway host of its own. */
export interface Case {
  name: CaseName;
  /** For the table. */
  title: string;
  verbs: Verb[];
  /** Of the configuration of `bridge`. */
  keys: object;
  /** Absent: `bridge` is called, with host-local behind it. Otherwise host-local alone. */
  pool?: Pool;
  /** By the issue: the most that our median may be of the reference's. */
  bounds: Partial<Record<Verb, number>>;
}

/** The state of a pool of 65,536 addresses before the first call. */
export interface Pool {
  /** Addresses that others have. */
  reserved: number;
  /** Runs that count at most: the reference reads every reservation on every call. */
  runs?: number;
}

export const cases: Case[] = [
  { name: 'version', title: 'bridge', verbs: ['VERSION'], keys: {}, bounds: {} },
  { name: 'plain', title: 'bridge + host-local', verbs: ['ADD', 'DEL'], keys: {}, bounds: { ADD: 1.8 } },
  {
    name: 'masq',
    title: '… with ipMasq',
    verbs: ['ADD', 'DEL'],
    keys: { ipMasq: true },
    bounds: { ADD: 0.85, DEL: 0.65 },
  },
  {
    name: 'nft',
    title: '… with ipMasq, nftables',
    verbs: ['ADD', 'DEL'],
    keys: { ipMasq: true, ipMasqBackend: 'nftables' },
    bounds: {},
  },
  {
    name: 'pool',
    title: 'host-local, empty /16',
    verbs: ['ADD', 'DEL'],
    keys: {},
    pool: { reserved: 0 },
    bounds: {},
  },
  {
    name: 'pool',
    title: '… 60,000 reserved',
    verbs: ['ADD', 'DEL'],
    keys: {},
    pool: { reserved: 60_000, runs: 10 },
    bounds: {},
  },
];

/** What it costs to start anything at all: a program that does nothing. */
export const empty: Case = { name: 'version', title: 'nothing', verbs: ['VERSION'], keys: {}, bounds: {} };

/** The program that is called for a side, where host-local is not called alone. */
export const programs: Record<Side, string> = {
  weft: `${pluginsUnderTest}/bridge`,
  reference: `${referencePlugins}/bridge`,
  nothing: '/bin/true',
};

/** The program that a case calls for a side. */
export function programOf({ pool }: Pick<Case, 'pool'>, side: Side): string {
  return pool && side !== 'nothing' ? programs[side].replace(/bridge$/, 'host-local') : programs[side];
}

/** A version that both know. Bridge, network and subnet are each side's own, so that neither works for the other. */
export function configuration(side: Side, keys: object): object {
  const subnet = side === 'weft' ? '10.91.0.0/16' : '10.92.0.0/16';
  return {
    cniVersion: '1.0.0',
    name: `bench-${side}`,
    type: 'bridge',
    bridge: `bench-${side}`,
    isGateway: true,
    ...keys,
    ipam: { type: 'host-local', ranges: [[{ subnet }]], routes: [{ dst: '0.0.0.0/0' }] },
  };
}
