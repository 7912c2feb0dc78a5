import { cidrFamily, ipFamily } from '../../../lib/spec/addressText.ts';

/** Says what is wrong with a value ("not an IP address"), or nothing. */
export type Check = (value: unknown) => string | undefined;

/** The kinds of values that a result has. */
export const checks = {
  text: checkOf('not a text', () => true),
  texts: listOf('not a list of texts', () => true),
  wholeNumber: (value) => (isWhole(value) ? undefined : 'not a whole number from 0'),
  ip: checkOf('not an IP address', (text) => ipFamily(text) !== undefined),
  ips: listOf('not a list of IP addresses', (text) => ipFamily(text) !== undefined),
  cidr: checkOf('not an IP address with prefix length', (text) => cidrFamily(text) !== undefined),
  cidr4: checkOf('not an IPv4 address with prefix length', (text) => cidrFamily(text) === 4),
  cidr6: checkOf('not an IPv6 address with prefix length', (text) => cidrFamily(text) === 6),
  // Empty stands for "not applicable"; 8 and 20 bytes are those of FireWire and InfiniBand.
  mac: checkOf(
    'not a hardware address in pairs with ":" between',
    (text) =>
      text === '' || (/^[0-9a-f]{2}(:[0-9a-f]{2})*$/i.test(text) && [17, 23, 59].includes(text.length)),
  ),
  lowerCase: checkOf('not in lower case, as the kernel writes it', (text) => text === text.toLowerCase()),
  linkName: checkOf('not the name of a link', isLinkName),
  absolutePath: checkOf('not an absolute path', (text) => text === '' || text.startsWith('/')),
  family: checkOf('neither "4" nor "6"', (text) => text === '4' || text === '6'),
} satisfies Record<string, Check>;

function checkOf(problem: string, fits: (text: string) => boolean): Check {
  return (value) => (typeof value === 'string' && fits(value) ? undefined : problem);
}

function listOf(problem: string, fits: (text: string) => boolean): Check {
  const isGood = (value: unknown) => typeof value === 'string' && fits(value);
  return (value) => (Array.isArray(value) && value.every(isGood) ? undefined : problem);
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** What the kernel takes as a name: 15 bytes at most, nothing that means something in a path or on a command line. */
function isLinkName(name: string): boolean {
  const bytes = Buffer.byteLength(name);
  return bytes > 0 && bytes <= 15 && !/[/:\s]/u.test(name) && name !== '.' && name !== '..';
}
