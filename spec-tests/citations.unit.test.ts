/**
 * Every scenario that the IPAM and chained plugins of the reference are tested by has a test of ours that cites it, in a title or a
 * comment: "HL-07", or "PM-19 to PM-24". The numbers are those of the reference's own lists, in the order of its files.
 */
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;

/** How many scenarios each plugin of the reference has, and where ours are. */
const lists: [string, number, string][] = [
  ['HL', 56, 'ipam/host-local'],
  ['ST', 14, 'ipam/static'],
  ['DH', 6, 'ipam/dhcp'],
  ['PM', 26, 'plugins/portmap'],
  ['FW', 12, 'plugins/firewall'],
  ['BW', 16, 'plugins/bandwidth'],
  ['TU', 18, 'plugins/tuning'],
  ['SB', 10, 'plugins/sbr'],
  ['VR', 10, 'plugins/vrf'],
];

/** The numbers after a prefix that the tests below a folder cite. */
function cited(prefix: string, folder: string): Set<number> {
  const names = readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' });
  const tests = names.filter((name) => name.endsWith('.test.ts'));
  return new Set(
    tests.flatMap((name) => numbersIn(prefix, readFileSync(`${root}${folder}/${name}`, 'utf8'))),
  );
}

function numbersIn(prefix: string, text: string): number[] {
  const places = text.matchAll(new RegExp(`\\b${prefix}-(\\d+)\\w?(?: to (?:${prefix}-)?(\\d+))?`, 'g'));
  return [...places].flatMap(([, first = '', last = first]) => range(Number(first), Number(last)));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

test('citations are read as they are meant', () => {
  expect(numbersIn('PM', '// PM-19 to PM-24, PM-06a\n// PM-07 to 09; FW-01')).toEqual([
    19, 20, 21, 22, 23, 24, 6, 7, 8, 9,
  ]);
});

test.each(lists)('each of the scenarios %s-01 to %i is cited by a test in %s', (prefix, count, folder) => {
  const found = cited(prefix, folder);
  expect(range(1, count).filter((number) => !found.has(number))).toEqual([]);
});
