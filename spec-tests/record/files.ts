import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Expectations } from './expectations.ts';
import type { Found, Recorded } from './record.ts';

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const recordFile = place('../recorded.json');
export const expectationsFile = place('../expectations.json');
export const documentFile = place('../../docs/conformance.md');

/** The record as it is written down. */
export function readRecord(): Recorded {
  return JSON.parse(readFileSync(recordFile, 'utf8')) as Recorded;
}

/** What is known of the findings in it. */
export function readExpectations(): Expectations {
  return JSON.parse(readFileSync(expectationsFile, 'utf8')) as Expectations;
}

export function writeRecord(record: Recorded): void {
  writeFileSync(recordFile, recordText(record));
}

/** JSON with a line for each finding, so that a difference of two records can be read. */
export function recordText(record: Recorded): string {
  const lines: string[] = [];
  const text = JSON.stringify(
    record,
    (key, value) =>
      key === 'found' ? value.map((one: Found) => `@${lines.push(JSON.stringify(one))}@`) : value,
    2,
  );
  return `${text.replace(/"@(\d+)@"/g, (_, n) => lines[Number(n) - 1] ?? '')}\n`;
}
