/**
 * True for a valid network name or container ID (specification, sections 1 and 2): an ASCII letter or digit, then any
 * number of ASCII letters, digits, "_", "." and "-". So it is safe as a file name too, apart from its length.
 */
export function isIdentifier(text: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(text);
}

/** What `isIdentifier` asks for, as the state in a message. */
export const identifierRule = 'not a letter or digit followed by letters, digits, "_", "." or "-"';

/** "%" would make a template of the name; most others mean something to ip, tc, nft, iptables or a shell. */
const allowed = /^[A-Za-z0-9_.,@~^=+!-]*$/;

/** The last two are folders of /proc/sys/net/ipv4/conf that stand for every interface. */
const reservedNames = ['.', '..', 'all', 'default'];

/**
 * What is wrong with an interface name ("is longer than 15 bytes"), or undefined if it can be used.
 * Stricter than the kernel on purpose: a name ends up in batch lines, rules and paths, and must be a plain word in each.
 */
export function interfaceNameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  for (const char of name) {
    if (char > '\x7f') return 'holds a character outside ASCII';
    if (char <= ' ' || char === '\x7f') return 'holds a space or a control character';
  }
  if (!allowed.test(name)) return 'holds a character other than letters, digits and _ . , @ ~ ^ = + ! -';
  if (name.startsWith('-')) return 'starts with "-"';
  // To iptables "eth+" is every name that starts with "eth".
  if (name.endsWith('+')) return 'ends with "+"';
  if (name.length > 15) return 'is longer than 15 bytes';
  return reservedNames.includes(name) ? 'is reserved' : undefined;
}

/**
 * What is wrong with `type` or `ipam.type`, or undefined if it is the plain name of a file: it is looked for in the
 * folders of CNI_PATH and must not lead out of them.
 */
export function executableNameProblem(type: string): string | undefined {
  if (type === '') return 'is empty';
  if (type.includes('/') || type.includes('\\') || type.includes('\0')) return 'holds one of / \\ NUL';
  return type === '.' || type === '..' ? 'is a folder' : undefined;
}
