import { plugins } from '../../bin/table.ts';
import { attachmentNamed, attachments, withoutAttachment } from '../bench/attachments.ts';
import type { Counted } from './count.ts';
import { differences, readRecord, recordText } from './record.ts';
import { renderProcesses } from './report.ts';

const none: Counted = { 'first ADD': [], ADD: [], CHECK: [], DEL: [], 'second DEL': [] };

test('every plugin has an attachment whose programs are counted, or a reason why not', () => {
  const names = Object.keys(attachments) as (keyof typeof attachments)[];
  const counted = new Set(names.map((name) => attachmentNamed(name).program));
  const missing = Object.keys(plugins).filter((type) => !counted.has(type));
  expect(missing.sort()).toEqual(Object.keys(withoutAttachment).sort());
});

test('every attachment is on record, and nothing else', () => {
  expect(Object.keys(readRecord())).toEqual(Object.keys(attachments));
});

test('differences names the call that starts something else than is on record', () => {
  const recorded = { tap: { ...none, ADD: ['ip container'] } };
  expect(differences(recorded, recorded)).toEqual([]);
  const more = { tap: { ...none, ADD: ['ip container', 'ip host'] }, bridge: { ADD: [] } };
  expect(differences(recorded, more)).toEqual([
    'tap, ADD: starts ip container, ip host, on record is ip container',
    'bridge, ADD: starts nothing, on record is no such call',
  ]);
  expect(differences(recorded, { tap: none })).toEqual([
    'tap, ADD: starts nothing, on record is ip container',
  ]);
});

test('recordText is JSON that reads back as it was', () => {
  const recorded = { tap: { ...none, ADD: Array.from({ length: 12 }, () => 'iptables-restore host') } };
  expect(JSON.parse(recordText(recorded))).toEqual(recorded);
});

test('renderProcesses counts equal programs together and shows the reference beside ADD and DEL', () => {
  const weft = { tap: { ...none, ADD: ['ip host', 'nft host', 'nft host'] } };
  const rows = renderProcesses(weft, { tap: { ADD: ['a', 'b'], CHECK: ['c'] } }).split('\n');
  const cells = (row = '') => row.split('|').map((cell) => cell.trim());
  expect(cells(rows[3])).toEqual(['', 'tap', 'ADD', '3', '2', 'ip host, nft host (2)', '']);
  expect(cells(rows[4])).toEqual(['', 'tap', 'CHECK', '0', '', '', '']);
});
