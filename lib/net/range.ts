import { compareIp, formatIp, type Ip } from './ip.ts';

/** Addresses of one family from first to last, both included; `first` is not above `last`. */
export interface Range {
  first: Ip;
  last: Ip;
}

/** Whether the address is one of the range's. */
export function rangeContains({ first, last }: Range, ip: Ip): boolean {
  return first.family === ip.family && compareIp(first, ip) <= 0 && compareIp(ip, last) <= 0;
}

/** Whether two ranges have an address in common. */
export function rangesOverlap(a: Range, b: Range): boolean {
  return rangeContains(a, b.first) || rangeContains(b, a.first);
}

/** "10.1.2.1-10.1.2.254". */
export function formatRange({ first, last }: Range): string {
  return `${formatIp(first)}-${formatIp(last)}`;
}
