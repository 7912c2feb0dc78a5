import {
  type ContainerLinkConf,
  containerLinkConf,
  isRemoval,
  ownFields,
} from '../../lib/skel/containerLinkConf.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { wantedMac } from '../../lib/skel/wantedMac.ts';
import { wantedMtu } from '../../lib/skel/wantedMtu.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';

/** The configuration of `dummy`, judged. README.md describes the keys. */
export interface DummyConf extends ContainerLinkConf {
  /** Wanted for the container's interface. */
  mac?: string;
  /** Bytes; absent means the kernel's default. */
  mtu?: number;
}

/**
 * Judges a configuration of `dummy`. Throws CniError (code 7) that names key and value. DEL and GC judge only `ipam`
 * and `dns`, and need neither. CNI_ARGS are never looked at.
 */
export function parseDummyConf(source: ConfSource): DummyConf {
  const { command, network } = source;
  const fields = ownFields(source, ['mac', 'mtu']);
  const mtu = wantedMtu(fields);
  const removal = isRemoval(command);
  if (!removal && network.ipamType === undefined)
    throw new CniError(
      Code.invalidConfig,
      'Cannot use "ipam": "type" is missing, and an interface that leads nowhere is nothing without an address',
    );
  const mac = removal ? undefined : wantedMac({ command, network, args: new Map() }, fields.text('mac'));
  return {
    ...containerLinkConf(source),
    ...(mac === undefined ? {} : { mac }),
    ...(mtu === undefined ? {} : { mtu }),
  };
}
