import {
  type ContainerLinkConf,
  containerLinkConf,
  isRemoval,
  ownFields,
} from '../../lib/skel/containerLinkConf.ts';
import { type MasterConf, masterKeys, parseMaster } from '../../lib/skel/master.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import type { Fields } from '../../lib/spec/fields.ts';

/** The configuration of `vlan`, judged. README.md describes the keys. `master` is there but for DEL and GC. */
export interface VlanConf extends ContainerLinkConf, MasterConf {
  /** 0 to 4094. 0 is the tag without a VLAN, which tells a priority alone. */
  vlanId: number;
}

/** The highest: 4095 is reserved (IEEE 802.1Q). */
const highest = 4094;

/**
 * Judges a configuration of `vlan`. Throws CniError (code 7) that names key and value. DEL and GC judge only `ipam` and
 * `dns`.
 */
export function parseVlanConf(source: ConfSource): VlanConf {
  const fields = ownFields(source, [...masterKeys, 'vlanId']);
  const master = parseMaster(fields);
  if (master.master === undefined && !isRemoval(source.command))
    throw fields.refusal('master', 'it has to name the interface that carries the VLAN');
  return { ...containerLinkConf(source), ...master, vlanId: parseVlanId(fields) };
}

function parseVlanId(fields: Fields): number {
  const id = fields.json.vlanId ?? 0;
  if (!Number.isInteger(id) || Number(id) < 0 || Number(id) > highest)
    throw fields.refusal('vlanId', `not a whole number from 0 to ${highest}`);
  return Number(id);
}
