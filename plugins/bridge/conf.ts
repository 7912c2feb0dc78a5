import type { PortVlans } from '../../lib/ops/portVlans.ts';
import { isRemoval } from '../../lib/skel/containerLinkConf.ts';
import { type MasqueradeConf, parseBackend } from '../../lib/skel/masquerading.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { wantedMac } from '../../lib/skel/wantedMac.ts';
import { wantedMtu } from '../../lib/skel/wantedMtu.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { Dns } from '../../lib/spec/result.ts';
import { removalKeys } from './removalConf.ts';
import { wantedPortVlans, wantedVlan } from './vlanConf.ts';

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
  /** What the container sends must have its MAC. */
  macspoofchk: boolean;
  /** The container reaches no other that is isolated too. */
  portIsolation: boolean;
  /** The container's end stays down. */
  disableContainerInterface: boolean;
  /** The port stays in the bridge's default VLAN as well. */
  preserveDefaultVlan: boolean;
  /** The VLANs of the container's port. Absent: nothing is said about VLANs. */
  vlans?: PortVlans;
  /** The key `vlan`, which also decides where the gateway is. */
  vlan?: number;
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
  'macspoofchk',
  'portIsolation',
  'disableContainerInterface',
  'preserveDefaultVlan',
] as const;
const texts = ['bridge', 'mtu', 'ipMasqBackend', 'vlan', 'vlanTrunk', 'runtimeConfig', 'args'] as const;

/**
 * Judges a configuration of `bridge`. Throws CniError (code 7) that names key and value. DEL and GC judge only what
 * they use (`removalKeys`), `ipam` and `dns`.
 */
export function parseBridgeConf(source: ConfSource): BridgeConf {
  const { command, network } = source;
  const removes = isRemoval(command);
  const json = removes ? removalKeys(source) : network.json;
  const fields = new Fields(json, [...booleans, ...texts], { path: '', code: Code.invalidConfig });
  const flags = Object.fromEntries(booleans.map((key) => [key, fields.flag(key)])) as Record<
    (typeof booleans)[number],
    boolean
  >;
  const mtu = wantedMtu(fields);
  const mac = removes ? undefined : wantedMac(source);
  const ipMasqBackend = parseBackend(fields);
  const conf: BridgeConf = {
    ...flags,
    isGateway: flags.isGateway || flags.isDefaultGateway,
    bridge: fields.judged('bridge', interfaceNameProblem) ?? 'cni0',
    ...(mtu === undefined ? {} : { mtu }),
    ...(mac === undefined ? {} : { mac }),
    ...(ipMasqBackend && { ipMasqBackend }),
    ...(network.dns && { dns: network.dns }),
    ...(network.ipamType !== undefined && { ipamType: network.ipamType }),
    ...parseVlans(fields),
  };
  if (!removes) refuseContradictions(conf);
  return conf;
}

function parseVlans(fields: Fields): Pick<BridgeConf, 'vlan' | 'vlans'> {
  const vlan = wantedVlan(fields);
  const vlans = wantedPortVlans(fields, vlan);
  return { ...(vlan === undefined ? {} : { vlan }), ...(vlans && { vlans }) };
}

/** Throws CniError (code 7) for keys that exclude each other. */
function refuseContradictions(conf: BridgeConf): void {
  if (conf.hairpinMode && conf.promiscMode)
    throw contradiction('"hairpinMode" true and "promiscMode" true: they exclude each other');
  if (conf.disableContainerInterface && conf.ipamType !== undefined)
    throw contradiction(
      `"disableContainerInterface" true and "ipam.type" ${quote(conf.ipamType)}: an interface that stays down has no use for addresses`,
    );
  const problem = conf.vlan && conf.isGateway && interfaceNameProblem(`${conf.bridge}.${conf.vlan}`);
  if (problem)
    throw contradiction(
      `"bridge" ${quote(conf.bridge)} as gateway of "vlan" ${conf.vlan}: the interface's name "${conf.bridge}.${conf.vlan}" ${problem}`,
    );
}

function contradiction(what: string): CniError {
  return new CniError(Code.invalidConfig, `Cannot use ${what}`);
}
