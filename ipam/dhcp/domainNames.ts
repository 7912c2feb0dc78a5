/**
 * The names in a list of names as DNS writes them (RFC 1035, 3.1 and 4.1.4), with compression as RFC 3397 allows it for
 * DHCP. Undefined if the list breaks the rules in any way, or holds a name no resolver should be given: all of it ends
 * up in a resolv.conf. The same name twice is told once.
 */
export function parseDomainNames(bytes: Uint8Array): string[] | undefined {
  const names = new Set<string>();
  for (let at = 0; at < bytes.length; ) {
    const found = nameAt(bytes, at);
    if (found === undefined || !isDomainName(found.name)) return undefined;
    names.add(found.name);
    at = found.end;
  }
  return names.size > 0 ? [...names] : undefined;
}

/** A name in plain text (option 15), or undefined if it is none. Some servers end it with NUL, some with a dot. */
export function parseDomainText(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 300)).replace(/\.?\0*$/, '');
  return isDomainName(text) ? text : undefined;
}

/**
 * Letters, digits, "-" and "_" in labels of up to 63, 253 in all. Stricter than DNS, which allows any byte: a server on
 * the link must not be able to write lines or options of its own into a resolv.conf.
 */
export function isDomainName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*$/i.test(text);
}

interface Found {
  name: string;
  /** Where the next name begins. */
  end: number;
}

/** More labels than a name of 253 characters has; pointers count too. */
const longestWay = 128;

/** Every pointer must lead to before the part it is found in: so there are no loops. */
function nameAt(bytes: Uint8Array, start: number): Found | undefined {
  const labels: string[] = [];
  let end: number | undefined;
  let [at, before] = [start, start];
  for (let steps = 0; steps < longestWay; steps++) {
    const label = labelAt(bytes, at);
    if (label === undefined) return undefined;
    if (label.kind === 'end') return { name: labels.join('.'), end: end ?? at + 1 };
    if (label.kind === 'text') labels.push(label.text);
    else if (label.to >= before) return undefined;
    else end ??= at + 2;
    if (label.kind === 'pointer') before = label.to;
    at = label.kind === 'text' ? label.next : label.to;
  }
  return undefined;
}

type Label = { kind: 'end' } | { kind: 'text'; text: string; next: number } | { kind: 'pointer'; to: number };

function labelAt(bytes: Uint8Array, at: number): Label | undefined {
  const length = bytes[at];
  if (length === undefined) return undefined;
  if (length === 0) return { kind: 'end' };
  if (length >= 0xc0 && at + 1 < bytes.length)
    return { kind: 'pointer', to: (length - 0xc0) * 256 + (bytes[at + 1] ?? 0) };
  const next = at + 1 + length;
  if (length > 63 || next > bytes.length) return undefined;
  return { kind: 'text', text: String.fromCharCode(...bytes.subarray(at + 1, next)), next };
}
