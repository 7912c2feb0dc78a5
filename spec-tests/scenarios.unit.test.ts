/**
 * Every scenario that the interface plugins and dhcp of the reference are tested by, and the file of ours that has it:
 * scenarios.json. A file cites it by section and number, "bridge 3.7 no. 9 to 12", of dhcp by its name, and in section
 * 13, of what they share, by name.
 */
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
const text = (file: string) => readFileSync(`${root}${file}`, 'utf8');
const scenarios: Record<string, Record<string, string>> = JSON.parse(text('spec-tests/scenarios.json'));

/** How many scenarios each section has. */
const numbered = {
  'bridge 3.7': 45,
  'ptp 4.5': 8,
  'macvlan 5.5': 8,
  'ipvlan 6.5': 5,
  'vlan 7.5': 5,
  'host-device 8.5': 11,
  'dummy 9': 4,
  'tap 10.3': 2,
  'loopback 11': 2,
};

/** The sections whose scenarios have names, "DH-01": cited by those. */
const lettered = { 'dhcp 5.7': ['DH', 6] } as const;

/** The numbers of a section that a text cites: "no. 1, 3 to 5 and 7". */
function cited(section: string, file: string): string[] {
  const lists = file.matchAll(new RegExp(`${section} no\\. (\\d+(?:(?:, | and | to )\\d+)*)`, 'g'));
  return [...lists].flatMap(([, list = '']) => list.split(/, | and /).flatMap(numbersOf));
}

function numbersOf(range: string): string[] {
  const [first = 0, last = first] = range.split(' to ').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}

function namesOf(letters: string, count: number): string[] {
  return numbersOf(`1 to ${count}`).map((number) => `${letters}-${number.padStart(2, '0')}`);
}

test('citations are read as they are meant', () => {
  expect(cited('ptp 4.5', '// Reference: ptp 4.5 no. 1, 3 to 5 and 7\n// ptp 4.5 no. 9 and so on')).toEqual([
    '1',
    '3',
    '4',
    '5',
    '7',
    '9',
  ]);
  expect(cited('ptp 4.5', 'bridge 4.5 no. 1')).toEqual([]);
});

test('every scenario of the reference has a place', () => {
  const numbers = Object.entries(numbered).map(([section, count]) => [section, numbersOf(`1 to ${count}`)]);
  const { 13: shared = {}, 'dhcp 5.7': dhcp = {}, ...own } = scenarios;
  expect(Object.entries(own).map(([section, places]) => [section, Object.keys(places)])).toEqual(numbers);
  expect(Object.keys(shared)).toHaveLength(9);
  expect(Object.keys(dhcp)).toEqual(namesOf(...lettered['dhcp 5.7']));
});

test.each(Object.entries(scenarios))(
  'the tests of section %s are where they are said to be',
  (section, places) => {
    const lost = Object.entries(places).filter(([scenario, file]) => {
      if (!existsSync(`${root}${file}`)) return true;
      if (section in lettered) return !text(file).includes(scenario);
      return section === '13'
        ? !text(file).includes(`Reference: 13 ${scenario}`)
        : !cited(section, text(file)).includes(scenario);
    });
    expect(lost).toEqual([]);
  },
);

test('the tests that docs/differences.md names for what users complained about are there', () => {
  const [, complaints = ''] = text('docs/differences.md').split('## What users complained about');
  const named = [...complaints.matchAll(/`([\w./-]+\.(?:kernel|unit))`/g)].map(
    ([, file]) => `${file}.test.ts`,
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((file) => !existsSync(`${root}${file}`))).toEqual([]);
});
