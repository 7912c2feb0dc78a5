import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { attachments } from '../bench/attachments.ts';
import { type Counted, calls } from './count.ts';

/** Name of an attachment → what each of its calls starts. */
export type Recorded = Record<string, Counted>;

/** Of a line, by biome.json. */
const width = 110;

const file = fileURLToPath(new URL('recorded.json', import.meta.url));

/** What is known and allowed: a change that starts another program has to change this file, for all to see. */
export function readRecord(): Recorded {
  return JSON.parse(readFileSync(file, 'utf8')) as Recorded;
}

/** Puts attachments on record, in their usual order, and takes off those that are no more. */
export function putOnRecord(found: Recorded): void {
  const all = { ...readRecord(), ...found };
  const names = Object.keys(attachments).filter((name) => all[name]);
  writeFileSync(file, recordText(Object.fromEntries(names.map((name) => [name, all[name] ?? {}]))));
}

/** JSON as the formatter leaves it: most calls in a line, so that a difference can be read. */
export function recordText(recorded: Recorded): string {
  const line = (call: string, started: string[]) => {
    const short = `    ${text(call)}: [${started.map(text).join(', ')}]`;
    if (short.length < width) return short;
    return `    ${text(call)}: [\n${started.map((one) => `      ${text(one)}`).join(',\n')}\n    ]`;
  };
  const lines = (counted: Counted) => calls.map((call) => line(call, counted[call] ?? [])).join(',\n');
  const all = Object.entries(recorded).map(([name, counted]) => `  ${text(name)}: {\n${lines(counted)}\n  }`);
  return `{\n${all.join(',\n')}\n}\n`;
}

/** A line for each call that does not start what is on record. */
export function differences(recorded: Recorded, found: Recorded): string[] {
  return Object.entries(found).flatMap(([name, counted]) =>
    calls.flatMap((call) => {
      const [was, is] = [recorded[name]?.[call], counted[call]].map(inWords);
      return was === is ? [] : `${name}, ${call}: starts ${is}, on record is ${was}`;
    }),
  );
}

function inWords(started: string[] | undefined): string {
  if (started === undefined) return 'no such call';
  return started.join(', ') || 'nothing';
}

function text(words: string): string {
  return JSON.stringify(words);
}
