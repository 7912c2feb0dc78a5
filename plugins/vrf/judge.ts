import { CniError, Code } from '../../lib/spec/errors.ts';
import { nameOf, type VrfConf } from './conf.ts';
import type { Links, Vrf } from './facts.ts';

/**
 * The VRF of that name, or undefined if there is none yet. Throws CniError where it cannot be used: the name is another
 * link's (code 104), the table is another one (code 7), the interface is missing (code 7) or elsewhere (code 104).
 */
export function usableVrf(ifName: string, conf: VrfConf, { link, named, vrfs }: Links): Vrf | undefined {
  const name = nameOf(conf);
  const where = `Cannot put "${ifName}" into the VRF "${name}":`;
  if (link === undefined)
    throw new CniError(Code.invalidConfig, `${where} no such interface in the container`);
  if (link.master !== undefined && link.master !== name)
    throw new CniError(Code.nameTaken, `${where} it has already a master set: ${link.master}`);
  const vrf = vrfs.find((one) => one.name === name);
  if (vrf === undefined && named !== undefined)
    throw new CniError(Code.nameTaken, `${where} the link of that name is not a VRF`);
  if (vrf !== undefined && conf.table !== undefined && vrf.table !== conf.table)
    throw new CniError(
      Code.invalidConfig,
      `Cannot use "table" ${conf.table}: VRF "${name}" already exists with different routing table ${vrf.table}`,
    );
  return vrf;
}
