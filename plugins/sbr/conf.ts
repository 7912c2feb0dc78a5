import { formatIp, parseIp } from '../../lib/net/ip.ts';
import { ownFields } from '../../lib/skel/containerLinkConf.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import type { Family } from '../../lib/spec/addressText.ts';
import type { Fields } from '../../lib/spec/fields.ts';

/** The configuration of `sbr`, judged. README.md describes the keys. */
export interface SbrConf {
  /** Absent: each address gets a table of its own, which the plugin fills. */
  table?: number;
  /** Per family, what is used in place of the gateway that prevResult tells. */
  gateways: { [family in Family]?: string };
  addSourceHints: boolean;
}

const keys = ['table', 'gateways', 'addSourceHints'] as const;

/**
 * Judges a configuration of `sbr`. Throws CniError (code 7) that names key and value. DEL and GC judge nothing: they
 * go by what is there.
 */
export function parseSbrConf(source: ConfSource): SbrConf {
  const fields = ownFields(source, keys);
  const table = fields.integer('table', 1);
  return {
    ...(table === undefined ? {} : { table }),
    gateways: gateways(fields),
    addSourceHints: fields.flag('addSourceHints'),
  };
}

function gateways(fields: Fields): SbrConf['gateways'] {
  const found: SbrConf['gateways'] = {};
  const problem = (text: string) => (parseIp(text) ? undefined : 'not an IP address');
  for (const text of fields.texts('gateways', problem) ?? []) {
    const ip = parseIp(text);
    if (ip === undefined) continue;
    if (found[ip.family] !== undefined)
      throw fields.refusal('gateways', `multiple IPv${ip.family} addresses, one of each family is used`);
    found[ip.family] = formatIp(ip);
  }
  return found;
}
