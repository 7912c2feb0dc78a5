import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSaved } from './saved.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saved-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is read from a file with this content. */
function read(content: string | object) {
  const path = join(folder, 'kept.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readSaved(path);
}

test('readSaved() reads what ADD has kept', () => {
  const kept = { mtu: 1500, promisc: false, sysctl: { 'net/ipv4/ip_local_port_range': '32768 60999' } };
  expect(read({ ...kept, netns: 'net:[5]' })).toEqual({ ...kept, netns: 'net:[5]' });
});

test.each(['', '{', 'null', '[]'])('readSaved() takes a file with "%s" for none', (text) => {
  expect(read(text)).toBeUndefined();
});

test('readSaved() leaves out what is not as ADD writes it', () => {
  expect(read({ mac: 'x', mtu: '1500', promisc: 1, txQLen: 0.5, sysctl: [], more: 1 })).toEqual({});
});

test.each([
  ['../../etc/passwd', '1'],
  ['net/../kernel/domainname', '1'],
  ['net/.', '1'],
  ['kernel/domainname', '1'],
  ['net/ipv4/\nx', '1'],
  ['net/ipv4/\0', '1'],
  ['net/ipv4/ip_forward', '1\n0'],
  ['net/ipv4/ip_forward', '$(x)'],
])('readSaved() leaves out a sysctl that cannot be set: %j to %j', (path, value) => {
  const sysctl = { 'net/ipv4/conf/eth0/rp_filter': '2' };
  expect(read({ sysctl: { ...sysctl, [path]: value } })).toEqual({ sysctl });
});
