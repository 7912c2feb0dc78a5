/** An address with all that `ip address add` has to be told to make it anew. */
export interface WholeAddress {
  /** "10.1.2.3/24"; of a point-to-point address the prefix is the peer's. */
  cidr: string;
  /** The other end's, of a point-to-point address. */
  peer?: string;
  /** "global", "link", "host"; absent: what `ip` takes it for. */
  scope?: string;
  /** Of IPv4, if it has one. */
  broadcast?: string;
  /** Of IPv4: the link's name, unless somebody gave it one of its own, "eth0:web". */
  label?: string;
  /** Of the kernel's route to the prefix; absent: as the kernel chooses. */
  metric?: number;
  /** Those that are set, in the words of `ip`: "noprefixroute" keeps the kernel from making that route. */
  flags?: readonly string[];
  /** Seconds until it goes; absent: it stays. */
  valid?: number;
  /** Seconds for which new connections use it, 0: none does; absent: as long as it is valid. */
  preferred?: number;
}

/** Flags that `ip address add` takes as it prints them. "nodad" goes without saying: see `wholeAddressWords`. */
export const givenFlags = ['home', 'mngtmpaddr', 'noprefixroute', 'autojoin'] as const;

/**
 * As they were given, where they are told as `ip` does: the oldest of IPv4 first, the newest of IPv6. IPv4 addresses of
 * one subnet hang on the first of them, IPv6 takes the newest for the source.
 */
export function oldestFirst<T extends WholeAddress>(addresses: readonly T[]): T[] {
  const isV6 = ({ cidr }: WholeAddress) => cidr.includes(':');
  return [...addresses.filter((one) => !isV6(one)), ...addresses.filter(isV6).reverse()];
}

/** The words that name an address: those of a point-to-point address name both ends, or another may be meant. */
export function endpoints({ cidr, peer }: WholeAddress): string[] {
  const [local = cidr, length = ''] = cidr.split('/');
  return peer === undefined ? [cidr] : [local, 'peer', `${peer}/${length}`];
}

/** The words behind `ip address add` that make it as it is told, on a link where IPv6 addresses work at once. */
export function wholeAddressWords(link: string, address: WholeAddress): string[] {
  const { cidr, flags = [], metric, valid, preferred } = address;
  const ofFamily = cidr.includes(':') ? ['nodad'] : wordsOfIpv4(link, address);
  const words = [...endpoints(address), 'dev', link, ...ofFamily, ...flags];
  if (metric !== undefined) words.push('metric', String(metric));
  if (valid !== undefined) words.push('valid_lft', String(valid));
  if (preferred !== undefined) words.push('preferred_lft', String(preferred));
  return words;
}

/** A label that `ip` would refuse, because it does not begin with the link's name, is not worth the address. */
function wordsOfIpv4(link: string, { broadcast, label = '', scope = 'global' }: WholeAddress): string[] {
  const isOwn = label.startsWith(`${link}:`) && /^[\w.:-]+$/.test(label);
  return [
    ...(broadcast === undefined ? [] : ['broadcast', broadcast]),
    ...(isOwn ? ['label', label] : []),
    ...(scope === 'global' ? [] : ['scope', scope]),
  ];
}
