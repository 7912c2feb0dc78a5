import { type ContainerLinkConf, containerLinkConf, ownFields } from '../../lib/skel/containerLinkConf.ts';
import { type MasterConf, masterKeys, parseMaster } from '../../lib/skel/master.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import type { Fields } from '../../lib/spec/fields.ts';

/**
 * What the master does with packets, in iproute2's words: switches them, routes them, or routes them past its packet
 * filter.
 */
const modes = ['l2', 'l3', 'l3s'] as const;
/** How packets get from one ipvlan of a master to another, in iproute2's words. */
const flags = ['bridge', 'private', 'vepa'] as const;

/** The configuration of `ipvlan`, judged. README.md describes the keys. */
export interface IpvlanConf extends ContainerLinkConf, MasterConf {
  mode: (typeof modes)[number];
  flags: (typeof flags)[number];
}

/**
 * Judges a configuration of `ipvlan`. Throws CniError (code 7) that names key and value. DEL and GC judge only `ipam`
 * and `dns`.
 */
export function parseIpvlanConf(source: ConfSource): IpvlanConf {
  const fields = ownFields(source, [...masterKeys, 'mode', 'flags']);
  return {
    ...containerLinkConf(source),
    ...parseMaster(fields),
    mode: oneOf(fields, 'mode', modes) ?? 'l2',
    flags: oneOf(fields, 'flags', flags) ?? 'bridge',
  };
}

/** A text that must be one of `words`; an empty one counts as absent. */
function oneOf<Word extends string>(fields: Fields, key: string, words: readonly Word[]): Word | undefined {
  const text = fields.text(key) || undefined;
  const word = words.find((one) => one === text);
  if (word !== text) throw fields.refusal(key, `not one of ${words.join(', ')}`);
  return word;
}
