import type { PortVlans, VlanRange } from '../../lib/ops/portVlans.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Fields } from '../../lib/spec/fields.ts';

/** Keys of one item of `vlanTrunk`. */
const itemKeys = ['id', 'minID', 'maxID'] as const;
const lastId = 4094;

/** The key `vlan`; undefined for none, which 0 means too. Throws CniError for what is no VLAN ID. */
export function wantedVlan(fields: Fields): number | undefined {
  return vlanId(fields, 'vlan', 0) || undefined;
}

/**
 * The VLANs of a container's port: `vlan` without tags and those of `vlanTrunk` with them. Where `vlan` is not given,
 * what has no tag belongs to VLAN 1, as the reference has it. Undefined if neither says anything. Throws CniError
 * naming key and value.
 */
export function wantedPortVlans(fields: Fields, vlan: number | undefined): PortVlans | undefined {
  const trunk = merged((fields.objects('vlanTrunk', itemKeys, trunkItem) ?? []).flat());
  if (vlan !== undefined && trunk.some(([from, to]) => from <= vlan && vlan <= to))
    throw new CniError(
      Code.invalidConfig,
      `Cannot use "vlan" ${vlan} and "vlanTrunk" ${JSON.stringify(fields.json.vlanTrunk)}: ${vlan} is in both, and a VLAN has tags or has none`,
    );
  if (vlan !== undefined) return { native: vlan, tagged: trunk };
  return trunk.length === 0 ? undefined : { native: 1, tagged: trunk.flatMap(without(1)) };
}

/** One item: an ID, a range, or both. */
function trunkItem(item: Fields): VlanRange[] {
  const [id, from, to] = itemKeys.map((key) => vlanId(item, key, 1));
  if (from === undefined && to !== undefined) throw item.refusal('maxID', '"minID" is missing');
  if (from !== undefined && to === undefined) throw item.refusal('minID', '"maxID" is missing');
  if (from !== undefined && to !== undefined && from > to)
    throw item.refusal('minID', `greater than "maxID" ${to}`);
  const ranges: VlanRange[] = [];
  if (id !== undefined) ranges.push([id, id]);
  if (from !== undefined && to !== undefined) ranges.push([from, to]);
  if (ranges.length === 0)
    throw new CniError(
      item.place.code,
      `Cannot use "${item.place.path}" ${JSON.stringify(item.json)}: neither "id" nor "minID" and "maxID" in it`,
    );
  return ranges;
}

function vlanId(fields: Fields, key: string, lowest: number): number | undefined {
  const value = fields.json[key] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= lastId)
    return value;
  throw fields.refusal(key, `not a whole number from ${lowest} to ${lastId}`);
}

/** In order, with ranges that meet made one. */
function merged(ranges: VlanRange[]): VlanRange[] {
  const apart: VlanRange[] = [];
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = apart.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

/** What is left of a range without one ID. */
function without(id: number): (range: VlanRange) => VlanRange[] {
  return ([from, to]) => {
    if (id < from || id > to) return [[from, to]];
    const parts: VlanRange[] = [
      [from, id - 1],
      [id + 1, to],
    ];
    return parts.filter(([first, last]) => first <= last);
  };
}
