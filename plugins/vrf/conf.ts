import { isRemoval } from '../../lib/skel/containerLinkConf.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';

/** The configuration of `vrf`, judged. README.md describes the keys. */
export interface VrfConf {
  /** Absent only on DEL and GC, where it cannot be used. */
  vrfname?: string;
  /** Absent: the VRF that is there keeps its table, a new one gets one that nobody uses. */
  table?: number;
}

const keys = ['vrfname', 'table'] as const;

/** Tables that the kernel fills for everybody. */
const reserved = [253, 254, 255];

/** Judges a configuration of `vrf`. Throws CniError (code 7) that names key and value. DEL and GC fail over nothing. */
export function parseVrfConf(source: ConfSource): VrfConf {
  const fields = new Fields(source.network.json, keys, { path: '', code: Code.invalidConfig });
  if (isRemoval(source.command)) return removalConf(fields);
  const vrfname = fields.judged('vrfname', interfaceNameProblem);
  if (vrfname === undefined) throw fields.refusal('vrfname', 'it has to name the VRF');
  const table = fields.integer('table') || undefined;
  if (table !== undefined && reserved.includes(table))
    throw fields.refusal('table', 'default, main and local are for everybody (253, 254, 255)');
  return { vrfname, ...(table === undefined ? {} : { table }) };
}

/** A name that ADD would have refused cannot be that of a VRF it has made. */
function removalConf({ json }: Fields): VrfConf {
  const { vrfname } = json;
  return typeof vrfname === 'string' && interfaceNameProblem(vrfname) === undefined ? { vrfname } : {};
}

/** The name, which is there but for DEL and GC. */
export function nameOf({ vrfname = '' }: VrfConf): string {
  return vrfname;
}
