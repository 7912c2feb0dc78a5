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
import type { Fields } from '../../lib/spec/fields.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';
import { quote } from '../../lib/spec/quote.ts';

/** The configuration of `tap`, judged. README.md describes the keys. */
export interface TapConf extends ContainerLinkConf {
  multiQueue: boolean;
  /** Number of the user who may open it; without owner and group, anybody who may open `/dev/net/tun`. */
  owner?: number;
  /** Number of the group whose members may open it. */
  group?: number;
  /** A bridge in the container that it becomes a port of. */
  bridge?: string;
  mac?: string;
  /** Bytes; absent means the kernel's default. */
  mtu?: number;
}

const keys = ['multiQueue', 'owner', 'group', 'bridge', 'mac', 'mtu', 'selinuxContext'] as const;

/** What the kernel lets a tap have: 65535 bytes less an Ethernet header. */
const longest = 65_521;

/**
 * Judges a configuration of `tap`. Throws CniError that names key and value: code 2 for `selinuxContext`, else 7. DEL
 * and GC judge only `ipam` and `dns`.
 */
export function parseTapConf(source: ConfSource): TapConf {
  const fields = ownFields(source, keys);
  const context = fields.text('selinuxContext');
  if (context)
    throw new CniError(
      Code.unsupportedField,
      `Cannot use "selinuxContext" ${quote(context)}: not supported by this version`,
    );
  const wanted = {
    owner: wantedId(fields, 'owner'),
    group: wantedId(fields, 'group'),
    bridge: fields.text('bridge') ? fields.judged('bridge', interfaceNameProblem) : undefined,
    mac: isRemoval(source.command) ? undefined : wantedMac(source, fields.text('mac')),
    mtu: tapMtu(fields),
  };
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return {
    ...containerLinkConf(source),
    multiQueue: fields.flag('multiQueue'),
    ...Object.fromEntries(given),
  };
}

/** The highest number means "nobody" to the kernel, and would be no owner at all. */
function wantedId(fields: Fields, key: 'owner' | 'group'): number | undefined {
  const id = fields.integer(key);
  if (id === 0xffffffff) throw fields.refusal(key, 'not from 0 to 4294967294');
  return id;
}

function tapMtu(fields: Fields): number | undefined {
  const mtu = wantedMtu(fields);
  if (mtu !== undefined && mtu > longest) throw fields.refusal('mtu', `not from 68 to ${longest}`);
  return mtu;
}
