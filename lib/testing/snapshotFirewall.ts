/**
 * iptables-save as lines "iptables nat -A POSTROUTING …", in the order of the rules, without comments and counters.
 * A built-in chain that accepts is left out: iptables makes all of a table's on its first use and never removes them.
 */
export function iptablesLines(name: 'iptables' | 'ip6tables', saved: string): string[] {
  let table = '';
  return saved.split('\n').flatMap((line) => {
    if (line.startsWith('*')) table = line.slice(1);
    if (!/^[:-]/.test(line) || /^:[A-Z]+ ACCEPT\b/.test(line)) return [];
    return [`${name} ${table} ${line.replace(/ \[\d+:\d+\]$/, '')}`];
  });
}

/** The nft names, "ip nat", of the tables that iptables-save has shown. */
export function tablesOfIptables(family: 'ip' | 'ip6', saved: string): string[] {
  return [...saved.matchAll(/^\*(\S+)/gm)].map(([, table]) => `${family} ${table}`);
}

interface NftItem {
  family: string;
  name?: string;
  table?: string;
  chain?: string;
  expr?: unknown;
  elem?: unknown[];
}

/**
 * `nft -j list ruleset` as one line per table, chain, rule, set and element. Handles and counters are left out, as are
 * the `hidden` tables ("ip nat"). Rules stand in their order, elements are sorted.
 */
export function nftLines(json: string, hidden: string[]): string[] {
  const { nftables } = JSON.parse(json.trim() || '{"nftables":[]}') as {
    nftables: Record<string, NftItem>[];
  };
  const items = nftables.flatMap((entry) => Object.entries(entry)).filter(([kind]) => kind !== 'metainfo');
  const shown = items.filter(([kind, { family, table, name }]) => {
    return !hidden.includes(`${family} ${kind === 'table' ? name : table}`);
  });
  return shown.flatMap(([kind, item]) => itemLines(kind, item));
}

function itemLines(kind: string, item: NftItem): string[] {
  const { family, table, chain, name, expr, elem = [], ...rest } = steady(item) as NftItem;
  const path = [family, table, chain, name].filter((part) => part !== undefined).join(' ');
  const own = `nft ${kind} ${path} ${JSON.stringify(expr ?? rest)}`;
  return [own, ...elem.map((element) => `nft element ${path} ${JSON.stringify(element)}`).sort()];
}

/** Keys whose values change by themselves, or say nothing. */
const volatile = ['handle', 'packets', 'bytes', 'expires'];

function steady(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(steady);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !volatile.includes(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, steady(inner)]));
}
