import type { ContainerLinkConf } from '../../lib/skel/containerLink.ts';
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

export function parsePtpConf({ command, network }: ConfSource): PtpConf {
  const keys = ['ipMasq', 'ipMasqBackend', 'mtu'];
  const fields = new Fields(network.json, keys, { path: '', code: Code.invalidConfig });
  const mtu = wantedMtu(fields);
  const ipMasqBackend = parseBackend(fields);
  if (network.ipamType === undefined && command !== 'DEL' && command !== 'GC')
    throw new CniError(
      Code.invalidConfig,
      'Cannot use "ipam": it is missing, and ptp needs addresses to route',
    );
  return {
    ipMasq: fields.flag('ipMasq'),
    ...(ipMasqBackend && { ipMasqBackend }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(network.dns && { dns: network.dns }),
    ...(network.ipamType !== undefined && { ipamType: network.ipamType }),
  };
}
