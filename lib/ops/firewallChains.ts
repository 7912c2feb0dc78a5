import { hash64 } from '../net/hash.ts';
import { parseIp } from '../net/ip.ts';
import type { IngressPolicy } from './firewall.ts';

/**
 * The chains of ours in table filter:
 *
 *     FORWARD        weft: firewall → WEFT-FORWARD
 *     WEFT-FORWARD   → WEFT-ADMIN → WEFT-ADMIN-… → CNI-ADMIN       what the administrator decides, before all else
 *                    → WEFT-INGRESS                                who may send to whom (ingressPolicy)
 *                    by the last 2 bits of an address → WEFT-S0 … S3 (source), WEFT-D0 … D3 (destination)
 *     WEFT-S3        by the 3 bits before them → WEFT-A-30 … WEFT-A-37
 *     WEFT-A-35      the rules of each address that ends in 101 11
 *
 * So a packet is compared with about 25 rules and with those of one address in 32, and what adds or removes a rule has
 * only these to read: iptables on nftables reads every chain whole that it is to check something in, or take something
 * from.
 */
export const entryRule = 'FORWARD -m comment --comment "weft: firewall" -j WEFT-FORWARD';

const lows = [0, 1, 2, 3];
const nexts = [0, 1, 2, 3, 4, 5, 6, 7];

/** Chains whose content is always the same, without WEFT-FORWARD, which FORWARD leads to. */
export const fixedChains = [...lows.map((a) => `WEFT-S${a}`), ...lows.map((a) => `WEFT-D${a}`)];

/** All chains that are there from the beginning. */
export const baseChains = [
  'WEFT-FORWARD',
  ...fixedChains,
  'WEFT-ADMIN',
  'WEFT-INGRESS',
  'WEFT-BETWEEN',
  ...lows.flatMap((a) => nexts.map((b) => `WEFT-A-${a}${b}`)),
];

/** The rules in WEFT-FORWARD. */
export function entranceRules(v6: boolean): string[] {
  const low = (a: number) => (v6 ? `::${hex(a)}/::3` : `0.0.0.${a}/0.0.0.3`);
  return [
    'WEFT-FORWARD -j WEFT-ADMIN',
    'WEFT-FORWARD -j WEFT-INGRESS',
    ...lows.map((a) => `WEFT-FORWARD -s ${low(a)} -j WEFT-S${a}`),
    ...lows.map((a) => `WEFT-FORWARD -d ${low(a)} -j WEFT-D${a}`),
  ];
}

/** The rules in the fixed chains. */
export function fixedRules(v6: boolean): string[] {
  const next = (b: number) => (v6 ? `::${hex(b * 4)}/::1c` : `0.0.0.${b * 4}/0.0.0.28`);
  const leaves = (way: string, match: string) =>
    lows.flatMap((a) => nexts.map((b) => `WEFT-${way}${a} ${match} ${next(b)} -j WEFT-A-${a}${b}`));
  return [...leaves('S', '-s'), ...leaves('D', '-d')];
}

/**
 * The chain of ours that leads to one of the administrator's. Its name is made from a hash: both have 28
 * characters at most.
 */
export function adminWay(adminChain: string): { chain: string; inside: string[]; outside: string[] } {
  const chain = `WEFT-ADMIN-${hash64(adminChain).slice(0, 12)}`;
  return { chain, inside: [`${chain} -j ${adminChain}`], outside: [`WEFT-ADMIN -j ${chain}`] };
}

/** The chain that holds the rules of an address. */
export function addressChain(ip: string): string {
  const bits = Number((parseIp(ip)?.value ?? 0n) & 31n);
  return `WEFT-A-${bits & 3}${bits >> 2}`;
}

/** The chains of a device's policy. That attachments refer to them keeps the kernel from deleting them. */
export function policyChains({ device, kind }: IngressPolicy): string[] {
  const between = `WEFT-IN-${device}`;
  return kind === 'isolated' ? [between, `WEFT-ISO-${device}`] : [between];
}

/** What an attachment has for each chain of a policy: the rules in the chain, and those outside that lead to it. */
export function policyRules(chain: string, device: string): { inside: string[]; outside: string[] } {
  if (chain.startsWith('WEFT-ISO-'))
    return { inside: [`${chain} -j DROP`], outside: [`WEFT-INGRESS -i ${device} -o ${device} -j ${chain}`] };
  return {
    inside: [`${chain} -j WEFT-BETWEEN`],
    outside: [`WEFT-INGRESS -i ${device} ! -o ${device} -j ${chain}`, `WEFT-BETWEEN -o ${device} -j DROP`],
  };
}

/** Zero is "::", as it is printed. */
function hex(bits: number): string {
  return bits === 0 ? '' : bits.toString(16);
}
