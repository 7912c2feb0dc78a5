/**
 * `make processes`: counts the programs that every call of every attachment starts, on this kernel or in the lab,
 * prints them, and ends with 1 if that differs from what is on record.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { referencePlugins } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { answerOfLab } from '../bench/answerOfLab.ts';
import { type AttachmentName, attachmentNamed, attachments } from '../bench/attachments.ts';
import { thisKernelHas } from '../lab/thisKernel.ts';
import { count } from './count.ts';
import { differences, putOnRecord, type Recorded, readRecord } from './record.ts';
import { renderProcesses } from './report.ts';

const usage = `make processes, or: node_modules/.bin/tsx spec-tests/processes/main.ts [options], as root

  --record        put what is found on record, spec-tests/processes/recorded.json
  --only NAMES    some attachments, with commas between them, on this kernel
  --json FILE     write it there and compare with nothing
`;
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const whisper = (words: string) => void process.stderr.write(words);

/** What ours and the reference's start, by attachment. */
interface Both {
  weft: Recorded;
  reference: Recorded;
}

try {
  const { values } = parseArgs({ options: { record: flag, only: text, json: text, help: flag } });
  const names = Object.keys(attachments) as AttachmentName[];
  if (values.help) process.stdout.write(usage);
  else if (values.only !== undefined) conclude(await countHere(values.only.split(',').map(known)), values);
  else conclude(await countAll(names), values);
} catch (error) {
  whisper(`processes: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function known(name: string): AttachmentName {
  if (Object.hasOwn(attachments, name)) return name as AttachmentName;
  throw new Error(`Cannot use --only ${name}: not one of ${Object.keys(attachments).join(', ')}`);
}

/** Each where the kernel can do it; in the order of the names. */
async function countAll(names: AttachmentName[]): Promise<Both> {
  const has = thisKernelHas(names.flatMap((name) => attachmentNamed(name).needs ?? []));
  const canHere = (name: AttachmentName) => (attachmentNamed(name).needs ?? []).every((one) => has.has(one));
  const here = await countHere(names.filter(canHere));
  const others = names.filter((name) => !canHere(name));
  if (others.length === 0) return here;
  const only = ['--only', others.join(',')];
  const lab = await answerOfLab<Both>('spec-tests/processes/main.ts', only, whisper);
  const all = { ...here.weft, ...lab.weft };
  const weft = Object.fromEntries(names.map((name) => [name, all[name] ?? {}]));
  return { weft, reference: { ...here.reference, ...lab.reference } };
}

async function countHere(names: AttachmentName[]): Promise<Both> {
  needs('strace', 'ip', 'iptables', 'nft');
  const both: Both = { weft: {}, reference: {} };
  for (const name of names) {
    whisper(`${name} …\n`);
    const attachment = attachmentNamed(name);
    both.weft[name] = await count(attachment);
    if (!existsSync(`${referencePlugins}/${attachment.program}`)) continue;
    both.reference[name] = await count(attachment, 'DEL', referencePlugins).catch(() => ({}));
  }
  return both;
}

function conclude({ weft, reference }: Both, { record, json }: { record: boolean; json?: string }): void {
  process.stdout.write(renderProcesses(weft, reference));
  if (json) writeFileSync(json, JSON.stringify({ weft, reference }));
  else if (record) putOnRecord(weft);
  else compareWithRecord(weft);
}

function compareWithRecord(weft: Recorded): void {
  const found = differences(readRecord(), weft);
  whisper(found.map((line) => `${line}\n`).join(''));
  if (found.length > 0) process.exitCode = 1;
}
