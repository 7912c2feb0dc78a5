import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { leaseFile, orderFile } from '../folder.ts';
import type { Kept } from './kept.ts';
import { Store } from './store.ts';

const folder = mkdtempSync(`${tmpdir()}/store-`);
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const file of readdirSync(folder)) rmSync(`${folder}/${file}`);
});

const named = { containerId: 'c1', network: 'mynet', ifName: 'eth0' };
const wishes = { families: [4 as const], request: [], skipDefault: false, provide: [], priority: 0 };
const ground = { netns: '/run/netns/c1', netnsId: 'net:[1]', ifName: 'eth0', index: 2 };
const mac = '02:00:00:00:00:05';
const kept: Kept = { ...named, ground, mac, broadcast: false, wishes, leases: [{ family: 4 }] };

/** What is read, and how much is told. */
function read(): { all: Kept[]; told: string[] } {
  const told: string[] = [];
  const all = new Store(folder).all((line) => told.push(line));
  return { all, told };
}

test('what was kept is read again, and nothing is told', () => {
  new Store(folder).keep(kept);
  expect(read()).toEqual({ all: [kept], told: [] });
});

test.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['another value', 'null'],
  ['no identity', { ...kept, containerId: 1 }],
  ['wishes without families', { ...kept, wishes: {} }],
  ['a wish that is none', { ...kept, wishes: { ...wishes, provide: [null] } }],
  ['a family that is none', { ...kept, wishes: { ...wishes, families: [5] } }],
  ['a lease that is none', { ...kept, leases: [null] }],
  ['a lease of no family', { ...kept, leases: [{ family: '4' }] }],
  ['no namespace', { ...kept, ground: { ...ground, netns: 1 } }],
  ['no index', { ...kept, ground: { ...ground, index: '2' } }],
  ['no MAC', { ...kept, mac: undefined }],
])('a file that holds %s is told, and left where it is', (_, content) => {
  const path = leaseFile(folder, named);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  expect(read()).toEqual({ all: [], told: [`${path} is none of ours, it is left alone`] });
  expect(readdirSync(folder)).toHaveLength(1);
});

test('a file under the name of another attachment is no lease, nor an order', () => {
  const other = { ...named, containerId: 'c2' };
  writeFileSync(leaseFile(folder, other), JSON.stringify(kept));
  writeFileSync(orderFile(folder, other), JSON.stringify(named));
  expect(read()).toMatchObject({ all: [], told: [expect.stringContaining('none of ours')] });
  expect(new Store(folder).orders(() => {})).toEqual([]);
});

test('an order is read', () => {
  writeFileSync(orderFile(folder, named), JSON.stringify(named));
  expect(new Store(folder).orders(() => {})).toEqual([named]);
});

test('half a file of one who was killed is swept away, that of one who may be writing is not', () => {
  const names = ['.1-0.tmp', '.2-0.tmp', '.tmp'];
  for (const name of names) writeFileSync(`${folder}/${name}`, '{');
  utimesSync(`${folder}/.1-0.tmp`, 1, 1);
  utimesSync(leaseFileOf(kept), 1, 1);
  expect(new Store(folder).claim()).toBe(true);
  expect(readdirSync(folder).sort()).toEqual([leaseFileOf(kept).split('/').at(-1), ...names.slice(1)].sort());
});

function leaseFileOf(one: Kept): string {
  new Store(folder).keep(one);
  return leaseFile(folder, one);
}
