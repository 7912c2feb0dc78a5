import {
  type ContainerLinkConf,
  containerLinkConf,
  isRemoval,
  ownFields,
} from '../../lib/skel/containerLinkConf.ts';
import { type MasqueradeConf, parseBackend } from '../../lib/skel/masquerading.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { wantedMtu } from '../../lib/skel/wantedMtu.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';

/** The configuration of `ptp`, judged. README.md describes the keys. */
export interface PtpConf extends ContainerLinkConf, MasqueradeConf {
  /** Bytes; absent means the kernel's default. */
  mtu?: number;
}

const masqueradeKeys = ['ipMasq', 'ipMasqBackend'] as const;
const keys = [...masqueradeKeys, 'mtu'] as const;

/**
 * Judges a configuration of `ptp`. Throws CniError (code 7) that names key and value. DEL and GC judge only `ipam` and
 * `dns`; a value with which ADD would have made nothing means nothing to them.
 */
export function parsePtpConf(source: ConfSource): PtpConf {
  if (isRemoval(source.command)) return { ...containerLinkConf(source), ...masqueradeToRemove(source) };
  const fields = ownFields(source, keys);
  const mtu = wantedMtu(fields);
  const ipMasqBackend = parseBackend(fields);
  const conf = { ...containerLinkConf(source), ipMasq: fields.flag('ipMasq') };
  if (conf.ipamType === undefined)
    throw new CniError(
      Code.invalidConfig,
      'Cannot use "ipam": "ipam.type" is missing, and ptp needs addresses',
    );
  return { ...conf, ...(ipMasqBackend && { ipMasqBackend }), ...(mtu === undefined ? {} : { mtu }) };
}

function masqueradeToRemove({ network }: ConfSource): MasqueradeConf {
  const { json } = new Fields(network.json, masqueradeKeys, { path: '', code: Code.invalidConfig });
  const backend = json.ipMasqBackend;
  const isKnown = backend === 'iptables' || backend === 'nftables';
  return { ipMasq: json.ipMasq === true, ...(isKnown && { ipMasqBackend: backend }) };
}
