/**
 * The canonical text ("0a:58:0a:01:02:03", lower case) of an Ethernet address, or undefined if the text is none. Accepts what
 * Go's decoder does, for the six bytes of Ethernet: pairs of hex digits with ":" or with "-" between, or three groups of
 * four with "." between.
 */
export function parseMac(text: string): string | undefined {
  const pairs = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i;
  const groups = /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}$/i;
  if (!pairs.test(text) && !groups.test(text)) return undefined;
  return inPairs(text.replace(/[:.-]/g, '').toLowerCase());
}

/** Whether a canonical address is a group's (multicast or broadcast), which no interface can have. */
export function isMulticastMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** Whether a canonical address is all zeros: to the kernel, "none". */
export function isZeroMac(mac: string): boolean {
  return mac === '00:00:00:00:00:00';
}

/**
 * The canonical address made of the first six bytes, turned into one that nobody manufactured: locally administered, and
 * one interface's. The same bytes give the same address. Throws RangeError for fewer than six bytes.
 */
export function macFromBytes(bytes: Uint8Array): string {
  if (bytes.length < 6) throw new RangeError(`Cannot make an Ethernet address: ${bytes.length} bytes, not 6`);
  const own = bytes.slice(0, 6);
  own[0] = ((own[0] ?? 0) & 0b1111_1100) | 0b10;
  return inPairs([...own].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

function inPairs(hex: string): string {
  return hex.replace(/..(?!$)/g, '$&:');
}
