import { hash64 } from '../net/hash.ts';

/** Whose a kernel object is: written into it (link alias, rule comment, element comment) and into its name. */
export interface Owner {
  plugin: string;
  network: string;
  containerId: string;
  ifName: string;
}

/** Longest network name and container ID kept whole in a label; together with the rest they fit nft's 128 bytes. */
const keep = { network: 28, containerId: 64 };

/**
 * The owner as one line without blanks, at most 127 bytes: "weft:bridge:mynet:2e34dcf34:eth0".
 * Parts that are too long are cut and end in "~" and a hash of the whole; "~" occurs in no network name or container
 * ID.
 */
export function ownerLabel(owner: Owner): string {
  return shortOwnerLabel(owner, keep.containerId);
}

/** The same, where it has to leave room for more: of the container ID `keptId` characters at most, 18 or more. */
export function shortOwnerLabel(owner: Owner, keptId: number): string {
  return `${networkLabel(owner.plugin, owner.network)}${shorten(owner.containerId, keptId)}:${owner.ifName}`;
}

/** What the labels of all attachments of one plugin to one network begin with. */
export function networkLabel(plugin: string, network: string): string {
  return `weft:${plugin}:${shorten(network, keep.network)}:`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 17)}~${hash64(text)}`;
}

/**
 * A name that is always the same for one attachment, made of `prefix` and as much of a hash as `length` allows: so DEL
 * finds the object when result, namespace and container are gone. Two owners may share it; the label tells them apart.
 */
export function ownerName(prefix: string, owner: Owner, length = 15): string {
  const hash = hash64([owner.plugin, owner.network, owner.containerId, owner.ifName].join('\n'));
  return prefix + hash.slice(0, length - prefix.length);
}
