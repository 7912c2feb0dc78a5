type JsonRecord = Record<string, unknown>;

/** Links: what was configured. Timers, bridge states and everything that follows the carrier are left out. */
export function linkLines(links: JsonRecord[]): string[] {
  return lines('link', links.map(linkWords));
}

const linkKeys = ['ifname', 'link', 'master', 'mtu', 'txqlen', 'group', 'altnames', 'ifalias'];
/** Of `info_data`: what tells two links of a kind apart. */
const kindKeys = [
  'mode',
  'id',
  'local',
  'remote',
  'port',
  'protocol',
  'vlan_filtering',
  'vlan_default_pvid',
  'table',
];
/** Of `info_slave_data`: what a bridge port was told. */
const portKeys = ['hairpin', 'isolated', 'learning', 'flood', 'guard', 'locked'];
/** Flags that the carrier sets and clears. */
const carrierFlags = ['LOWER_UP', 'NO-CARRIER', 'M-DOWN', 'DORMANT'];

function linkWords(link: JsonRecord): JsonRecord {
  const info = (link.linkinfo ?? {}) as {
    info_kind?: string;
    info_data?: JsonRecord;
    info_slave_data?: JsonRecord;
  };
  const flags = (link.flags as string[]).filter((flag) => !carrierFlags.includes(flag)).sort();
  return {
    ...pick(link, linkKeys),
    kind: info.info_kind,
    ...pick(info.info_data ?? {}, kindKeys),
    ...pick(info.info_slave_data ?? {}, portKeys),
    flags,
    // A bridge without an address of its own takes one of its ports', so it changes by itself.
    mac: info.info_kind === 'bridge' ? undefined : link.address,
  };
}

/** Addresses, but for the link-local ones that the kernel makes from a MAC at a moment of its choosing. */
export function addressLines(links: JsonRecord[]): string[] {
  const volatile = ['tentative', 'valid_life_time', 'preferred_life_time', 'local', 'prefixlen'];
  const addresses = links.flatMap((link) =>
    (link.addr_info as JsonRecord[]).map((info) => ({ dev: link.ifname, ...info }) as JsonRecord),
  );
  const kept = addresses.filter(
    (info) => !(info.scope === 'link' && /^fe80:.*ff:fe/.test(String(info.local))),
  );
  return lines(
    'address',
    kept.map((info) => ({ cidr: `${info.local}/${info.prefixlen}`, ...omit(info, volatile) })),
  );
}

/** Routes of all tables, but for those that come and go with an address by themselves. */
export function routeLines(routes: JsonRecord[]): string[] {
  const kept = routes.filter((route) => !isDerived(route));
  return lines(
    'route',
    kept.map((route) => ({ ...omit(route, ['expires']), flags: steadyFlags(route.flags) })),
  );
}

function isDerived({ dst, table, protocol }: JsonRecord): boolean {
  return protocol === 'kernel' && (table === 'local' || /^(fe80:|ff00:)/.test(String(dst)));
}

function steadyFlags(flags: unknown): string[] | undefined {
  const steady = ((flags ?? []) as string[]).filter((flag) => flag !== 'linkdown' && flag !== 'dead');
  return steady.length > 0 ? steady : undefined;
}

export function ruleLines(name: 'rule' | 'rule6', rules: JsonRecord[]): string[] {
  return lines(name, rules);
}

export function neighbourLines(neighbours: JsonRecord[]): string[] {
  return lines('neighbour', neighbours);
}

/** Queueing disciplines that somebody set: the kernel's own have the handle 0. */
export function qdiscLines(qdiscs: JsonRecord[]): string[] {
  const set = qdiscs.filter((qdisc) => qdisc.handle !== '0:');
  return lines(
    'qdisc',
    set.map((qdisc) => omit(qdisc, ['handle', 'refcnt'])),
  );
}

/** One line per record: its name, then "key value" for each key; the first value stands alone. Sorted. */
function lines(name: string, records: JsonRecord[]): string[] {
  return records.map((record) => `${name} ${words(record)}`).sort();
}

function words(record: JsonRecord): string {
  const [first, ...rest] = Object.entries(record).filter(([, value]) => value !== undefined);
  return [word(first?.[1]), ...rest.map(([key, value]) => `${key} ${word(value)}`)].join(' ');
}

function word(value: unknown): string {
  if (Array.isArray(value) && value.length > 0) return value.map(word).join(',');
  return typeof value === 'string' && /^[\w.:/*-]+$/.test(value) ? value : JSON.stringify(value);
}

function pick(record: JsonRecord, keys: string[]): JsonRecord {
  return Object.fromEntries(keys.filter((key) => key in record).map((key) => [key, record[key]]));
}

function omit(record: JsonRecord, keys: string[]): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
