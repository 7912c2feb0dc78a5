/** The two families of addresses. */
export type Family = 4 | 6;

/**
 * The family of a bare address, or undefined if the text is none. Strict: IPv4 as four decimal numbers without leading
 * zeros; IPv6 as in RFC 4291, section 2.2 (`::`, IPv4 at the end), no zone.
 * Says no more than that: arithmetic on addresses is the next room's.
 */
export function ipFamily(text: string): Family | undefined {
  if (isIpv4(text)) return 4;
  return isIpv6(text) ? 6 : undefined;
}

/** The family of an address with a prefix length ("10.1.2.3/24", host bits allowed), or undefined if the text is none. */
export function cidrFamily(text: string): Family | undefined {
  const slash = text.indexOf('/');
  const family = slash < 0 ? undefined : ipFamily(text.slice(0, slash));
  return family && isNumberTo(family === 4 ? 32 : 128, text.slice(slash + 1)) ? family : undefined;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  for (const part of parts) if (!isNumberTo(255, part)) return false;
  return parts.length === 4;
}

/** Eight groups of 16 bits, or fewer around one `::`, which stands for at least one. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  const [before = '', after = ''] = halves;
  if (halves.length === 1) return countGroups(before, true) === 8;
  return halves.length === 2 && countGroups(before, false) + countGroups(after, true) <= 7;
}

/** Number of 16-bit groups; NaN if one is malformed. Only the very end of an address may be written as IPv4 (two groups). */
function countGroups(text: string, isEnd: boolean): number {
  if (text === '') return 0;
  const parts = text.split(':');
  const endsAsIpv4 = isEnd && isIpv4(parts[parts.length - 1] ?? '');
  if (endsAsIpv4) parts.pop();
  for (const part of parts) if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return Number.NaN;
  return parts.length + (endsAsIpv4 ? 2 : 0);
}

/** True for a whole number from 0 to `highest` in its one plain spelling: no sign, no leading zero, no exponent. */
function isNumberTo(highest: number, text: string): boolean {
  const number = Number(text);
  return Number.isInteger(number) && number >= 0 && number <= highest && String(number) === text;
}
