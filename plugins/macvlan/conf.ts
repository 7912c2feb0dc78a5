import {
  type ContainerLinkConf,
  containerLinkConf,
  isRemoval,
  ownFields,
} from '../../lib/skel/containerLinkConf.ts';
import { type MasterConf, masterKeys, parseMaster } from '../../lib/skel/master.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { wantedMac } from '../../lib/skel/wantedMac.ts';
import type { Fields } from '../../lib/spec/fields.ts';

/** How frames get from one macvlan of a master to another, in iproute2's words. */
const modes = ['bridge', 'private', 'vepa', 'passthru'] as const;
export type MacvlanMode = (typeof modes)[number];

/** The configuration of `macvlan`, judged. README.md describes the keys. */
export interface MacvlanConf extends ContainerLinkConf, MasterConf {
  mode: MacvlanMode;
  /** Wanted for the container's interface. */
  mac?: string;
  /** Broadcast frames that wait for the master; absent: the kernel's default. */
  bcqueuelen?: number;
}

const keys = [...masterKeys, 'mode', 'mac', 'bcqueuelen'] as const;

/**
 * Judges a configuration of `macvlan`. Throws CniError (code 7) that names key and value. DEL and GC judge only `ipam`
 * and `dns`.
 */
export function parseMacvlanConf(source: ConfSource): MacvlanConf {
  const fields = ownFields(source, keys);
  const mac = isRemoval(source.command) ? undefined : wantedMac(source, fields.text('mac'));
  const bcqueuelen = fields.integer('bcqueuelen');
  return {
    ...containerLinkConf(source),
    ...parseMaster(fields),
    mode: parseMode(fields),
    ...(mac === undefined ? {} : { mac }),
    ...(bcqueuelen ? { bcqueuelen } : {}),
  };
}

function parseMode(fields: Fields): MacvlanMode {
  const chosen = fields.text('mode') || 'bridge';
  const mode = modes.find((one) => one === chosen);
  if (mode === undefined) throw fields.refusal('mode', `not one of ${modes.join(', ')}`);
  return mode;
}
