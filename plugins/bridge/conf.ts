import { type MasqueradeConf, parseBackend } from '../../lib/skel/masquerading.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { wantedMac } from '../../lib/skel/wantedMac.ts';
import { wantedMtu } from '../../lib/skel/wantedMtu.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { Dns } from '../../lib/spec/result.ts';

/** The configuration of `bridge`, judged. README.md describes the keys. */
export interface BridgeConf extends MasqueradeConf {
  bridge: string;
  isGateway: boolean;
  isDefaultGateway: boolean;
  forceAddress: boolean;
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

export function parseBridgeConf(source: ConfSource): BridgeConf {
  const { command, network } = source;
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
  const mtu = wantedMtu(fields);
  const mac = wantedMac(source);
  const ipMasqBackend = parseBackend(fields);
  return {
    ...flags,
    isGateway: flags.isGateway || flags.isDefaultGateway,
    bridge: fields.judged('bridge', interfaceNameProblem) ?? 'cni0',
    ...(mtu === undefined ? {} : { mtu }),
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
