import { formatCidr, parseCidr, subnetOf } from '../../lib/net/cidr.ts';
import { isRemoval } from '../../lib/skel/containerLinkConf.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';

/** The configuration of `bandwidth`, judged. README.md describes the keys. */
export interface BandwidthConf {
  /** Of what goes to the container. */
  ingress?: Limit;
  /** Of what the container sends. */
  egress?: Limit;
  /** Networks at the other end that are limited alone, or not at all. */
  subnets?: { which: 'shaped' | 'unshaped'; list: string[] };
}

/** A rate and what may go at once. */
export interface Limit {
  /** Bits per second. */
  rate: number;
  /** Bits. */
  burst: number;
}

const rateKeys = ['ingressRate', 'ingressBurst', 'egressRate', 'egressBurst'] as const;
const subnetKeys = ['shapedSubnets', 'unshapedSubnets'] as const;
const keys = [...rateKeys, ...subnetKeys, 'maxBurst'];

/**
 * Judges a configuration of `bandwidth`. Throws CniError (code 7) that names key and value. DEL and GC judge
 * nothing: what they remove they know by its owner. Where a rate or burst is at the top, those of the runtime do
 * not count; the same for the subnets.
 */
export function parseBandwidthConf({ command, network }: ConfSource): BandwidthConf {
  if (isRemoval(command)) return {};
  const place = { path: '', code: Code.invalidConfig };
  const own = new Fields(network.json, keys, place);
  const runtime = new Fields(network.runtimeConfig, ['bandwidth'], { ...place, path: 'runtimeConfig' });
  const asked = runtime.fields('bandwidth', keys);
  const has = (known: readonly string[]) =>
    known.some((key) => own.json[key] !== undefined && own.json[key] !== null);
  const rates = has(rateKeys) ? own : (asked ?? own);
  const most = bits(own, 'maxBurst') || Number.POSITIVE_INFINITY;
  const ingress = limit(rates, 'ingress', most);
  const egress = limit(rates, 'egress', most);
  const subnets = exempted(has(subnetKeys) ? own : (asked ?? own));
  return { ...(ingress && { ingress }), ...(egress && { egress }), ...(subnets && { subnets }) };
}

function limit(fields: Fields, direction: 'ingress' | 'egress', most: number): Limit | undefined {
  const [rateKey, burstKey] = [`${direction}Rate`, `${direction}Burst`];
  const [rate, asked] = [bits(fields, rateKey), bits(fields, burstKey)];
  if (rate > 0 && asked === 0)
    throw fields.refusal(rateKey, `if rate is set, burst must also be set: "${burstKey}"`);
  if (asked > 0 && rate === 0)
    throw fields.refusal(burstKey, `if burst is set, rate must also be set: "${rateKey}"`);
  if (rate > 0 && rate < 8) throw fields.refusal(rateKey, 'less than a byte per second');
  const burst = Math.min(asked, most);
  if (burst >= burstBound)
    throw fields.refusal(burstKey, `burst cannot be more than 4GB, ${burstBound - 8} bits`);
  return rate === 0 ? undefined : { rate: Math.min(rate, Number.MAX_SAFE_INTEGER), burst };
}

/** In bits: the kernel counts the bytes of a burst in 32. */
const burstBound = (2 ** 32 - 1) * 8;

/** Bits, 0 if it is not given. All that 64 bits can hold is taken; no link is as fast as what a number here cannot. */
function bits(fields: Fields, key: string): number {
  const value = fields.json[key] ?? 0;
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 2 ** 64) return Number(value);
  throw fields.refusal(key, 'not a whole number from 0 to 18446744073709551615');
}

function exempted(fields: Fields): BandwidthConf['subnets'] {
  const [shaped, unshaped] = [subnets(fields, 'shapedSubnets'), subnets(fields, 'unshapedSubnets')];
  if (shaped.length > 0 && unshaped.length > 0)
    throw fields.refusal('unshapedSubnets', '"shapedSubnets" is there too, and only one of them can be');
  if (shaped.length > 0) return { which: 'shaped', list: shaped };
  return unshaped.length > 0 ? { which: 'unshaped', list: unshaped } : undefined;
}

/** Without host bits, each once. */
function subnets(fields: Fields, key: string): string[] {
  const isCidr = (text: string) => (parseCidr(text) ? undefined : 'not a network, such as 10.0.0.0/8');
  const given = fields.texts(key, isCidr) ?? [];
  return [
    ...new Set(given.flatMap((text) => parseCidr(text) ?? []).map((cidr) => formatCidr(subnetOf(cidr)))),
  ];
}
