import type { ContainerLinkConf } from '../../lib/skel/containerLink.ts';
import { type MasterConf, masterKeys, parseMaster } from '../../lib/skel/master.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { wantedMac } from '../../lib/skel/wantedMac.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';

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

const keys = [...masterKeys, 'mode', 'mac', 'bcqueuelen', 'runtimeConfig', 'args'] as const;

export function parseMacvlanConf(source: ConfSource): MacvlanConf {
  const { network } = source;
  const fields = new Fields(network.json, keys, { path: '', code: Code.invalidConfig });
  const mac = wantedMac(source, fields.text('mac'));
  const bcqueuelen = fields.integer('bcqueuelen');
  return {
    ...parseMaster(fields),
    mode: parseMode(fields),
    ...(mac === undefined ? {} : { mac }),
    ...(bcqueuelen ? { bcqueuelen } : {}),
    ...(network.dns && { dns: network.dns }),
    ...(network.ipamType !== undefined && { ipamType: network.ipamType }),
  };
}

function parseMode(fields: Fields): MacvlanMode {
  const chosen = fields.text('mode') || 'bridge';
  const mode = modes.find((one) => one === chosen);
  if (mode === undefined) throw fields.refusal('mode', `not one of ${modes.join(', ')}`);
  return mode;
}
