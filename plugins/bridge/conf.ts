import { isMulticastMac, isZeroMac, parseMac } from '../../lib/net/mac.ts';
import type { MasqueradeBackend } from '../../lib/ops/masquerade.ts';
import { refuseUnknownArgs } from '../../lib/skel/args.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { Dns } from '../../lib/spec/result.ts';

/** The configuration of `bridge`, judged. README.md describes the keys. */
export interface BridgeConf {
  bridge: string;
  isGateway: boolean;
  isDefaultGateway: boolean;
  forceAddress: boolean;
  ipMasq: boolean;
  /** Absent: iptables if it is there, else nftables. */
  ipMasqBackend?: MasqueradeBackend;
  hairpinMode: boolean;
  promiscMode: boolean;
  /** Duplicate address detection for the container's IPv6 addresses. */
  enabledad: boolean;
  /** Bytes; absent means the kernel's default. */
  mtu?: number;
  /** Wanted for the container's end. */
  mac?: string;
  dns?: Dns;
  /** Absent for a network of layer 2 only. */
  ipamType?: string;
}

const booleans = [
  'isGateway',
  'isDefaultGateway',
  'forceAddress',
  'ipMasq',
  'hairpinMode',
  'promiscMode',
  'enabledad',
] as const;
const keys = [...booleans, 'bridge', 'mtu', 'ipMasqBackend', 'runtimeConfig', 'args'] as const;

/** Keys of the reference that this version refuses, rather than to attach somebody to the wrong network in silence. */
const refused = ['vlan', 'vlanTrunk', 'macspoofchk', 'portIsolation', 'disableContainerInterface'] as const;

export function parseBridgeConf({ command, network, args }: ConfSource): BridgeConf {
  const fields = new Fields(network.json, [...keys, ...refused], { path: '', code: Code.invalidConfig });
  // What another suite has made with them must be removable all the same.
  if (command !== 'DEL' && command !== 'GC') for (const key of refused) refuse(key, fields.json[key]);
  const flags = Object.fromEntries(booleans.map((key) => [key, fields.flag(key)])) as Record<
    (typeof booleans)[number],
    boolean
  >;
  if (flags.hairpinMode && flags.promiscMode)
    throw new CniError(
      Code.invalidConfig,
      'Cannot use "hairpinMode" true and "promiscMode" true: they exclude each other',
    );
  const mtu = fields.integer('mtu');
  const mac = wantedMac(network.runtimeConfig, network.args, args);
  const ipMasqBackend = backend(fields);
  return {
    ...flags,
    isGateway: flags.isGateway || flags.isDefaultGateway,
    bridge: fields.judged('bridge', interfaceNameProblem) ?? 'cni0',
    ...(mtu ? { mtu: judgedMtu(fields, mtu) } : {}),
    ...(mac === undefined ? {} : { mac }),
    ...(ipMasqBackend && { ipMasqBackend }),
    ...(network.dns && { dns: network.dns }),
    ...(network.ipamType !== undefined && { ipamType: network.ipamType }),
  };
}

/** A key that changes nothing may stand there: false, 0, an empty list. */
function refuse(key: string, value: unknown): void {
  if (!value || (Array.isArray(value) && value.length === 0)) return;
  throw new CniError(
    Code.unsupportedField,
    `Cannot use ${quote(key)} ${quote(value)}: not supported by this version`,
  );
}

function judgedMtu(fields: Fields, mtu: number): number {
  if (mtu < 68 || mtu > 65_535) throw fields.refusal('mtu', 'not from 68 to 65535');
  return mtu;
}

function backend(fields: Fields): MasqueradeBackend | undefined {
  const chosen = fields.text('ipMasqBackend');
  if (!chosen) return undefined;
  if (chosen !== 'iptables' && chosen !== 'nftables')
    throw fields.refusal('ipMasqBackend', 'neither "iptables" nor "nftables"');
  return chosen;
}

/** runtimeConfig overrides the network's `args`, which override CNI_ARGS. */
function wantedMac(
  runtimeConfig: Record<string, unknown>,
  cniArgs: Record<string, unknown>,
  args: ReadonlyMap<string, string>,
): string | undefined {
  refuseUnknownArgs(args, ['MAC']);
  const sources: [string, unknown][] = [
    ['runtimeConfig.mac', runtimeConfig.mac],
    ['args.cni.mac', cniArgs.mac],
    ['CNI_ARGS MAC', args.get('MAC')],
  ];
  const [name, text] =
    sources.find(([, value]) => value !== undefined && value !== null && value !== '') ?? [];
  return name === undefined ? undefined : judgedMac(name, text);
}

function judgedMac(name: string, text: unknown): string {
  const mac = typeof text === 'string' ? parseMac(text) : undefined;
  const problem = mac === undefined ? 'not a MAC address of six bytes' : unusable(mac);
  if (mac === undefined || problem !== undefined)
    throw new CniError(Code.invalidConfig, `Cannot use ${quote(name)} ${quote(text)}: ${problem}`);
  return mac;
}

function unusable(mac: string): string | undefined {
  if (isMulticastMac(mac)) return 'a multicast address';
  return isZeroMac(mac) ? 'the zero address' : undefined;
}
