import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from '#files';
import { hash64 } from '../../lib/net/hash.ts';

/**
 * firewalld's sources carry no owner, so it is written down which attachments have let an address through: a
 * folder per address, a file per attachment. Below /run, as what firewalld is told here lasts no longer than that.
 */
const root = '/run/weft/firewalld';

/** What is written down of one attachment's address. */
export interface SourceRecord {
  label: string;
  ip: string;
  zone: string;
}

/** Writes a record down. True if it was not there before. */
export function writeRecord(record: SourceRecord): boolean {
  const path = fileOf(record);
  const isNew = !existsSync(path);
  mkdirSync(folderOf(record.ip), { recursive: true });
  writeFileSync(path, `${record.label}\n${record.zone}\n`);
  return isNew;
}

/** Removes a record. True if no attachment is left that has let the address through. */
export function removeRecord(record: Pick<SourceRecord, 'label' | 'ip'>): boolean {
  rmSync(fileOf(record), { force: true });
  try {
    rmdirSync(folderOf(record.ip));
    return true;
  } catch {
    return !existsSync(folderOf(record.ip));
  }
}

/** The records of one attachment: for these addresses, or where none are told, for any. */
export function recordsOf(label: string, ips?: string[]): SourceRecord[] {
  return (ips ?? addresses())
    .flatMap((ip) => read(ip, hash64(label)))
    .filter((record) => record.label === label);
}

/** All records of all attachments. */
export function allRecords(): SourceRecord[] {
  return addresses().flatMap((ip) => list(folderOf(ip)).flatMap((name) => read(ip, name)));
}

function addresses(): string[] {
  return list(root);
}

function read(ip: string, name: string): SourceRecord[] {
  try {
    const [label = '', zone = ''] = readFileSync(`${folderOf(ip)}/${name}`, 'utf8').split('\n');
    return [{ label, ip, zone }];
  } catch {
    return [];
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function fileOf({ label, ip }: Pick<SourceRecord, 'label' | 'ip'>): string {
  return `${folderOf(ip)}/${hash64(label)}`;
}

/** An address, canonical as it is, holds nothing that leads elsewhere. */
function folderOf(ip: string): string {
  return `${root}/${ip}`;
}
