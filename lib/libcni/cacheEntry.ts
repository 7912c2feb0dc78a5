import { Code } from '../spec/errors.ts';
import { Fields } from '../spec/fields.ts';
import { parseJsonObject } from '../spec/json.ts';
import type { Attachment } from './attachment.ts';
import type { Network } from './network.ts';

/** What identifies an attachment on a node. */
export interface AttachmentKey {
  network: string;
  containerId: string;
  ifName: string;
}

/** What is remembered of an attachment from ADD to DEL. */
export interface CacheEntry extends AttachmentKey, Attachment {
  /** JSON text of the network's list; empty in an entry of before the reference's present format. */
  config: string;
  /**
   * The result of the last plugin, in the version that it names. Absent when ADD was begun and never finished: some of
   * the plugins may have run.
   */
  result?: Record<string, unknown> | undefined;
}

const kind = 'cniCacheV1';

const keys = [
  'containerId',
  'config',
  'ifName',
  'networkName',
  'netns',
  'cniArgs',
  'capabilityArgs',
  'result',
] as const;

/** The entry for an ADD that begins. */
export function newEntry(network: Network, attachment: Attachment): CacheEntry {
  return { ...attachment, network: network.name, config: network.source };
}

/** The text of the file: the reference library's format, so that each can read what the other wrote. */
export function renderEntry(entry: CacheEntry): string {
  const { args = [], capabilityArgs = {} } = entry;
  return JSON.stringify({
    kind,
    containerId: entry.containerId,
    config: Buffer.from(entry.config).toString('base64'),
    ifName: entry.ifName,
    networkName: entry.network,
    netns: entry.netns || undefined,
    cniArgs: args.length > 0 ? args : undefined,
    capabilityArgs: Object.keys(capabilityArgs).length > 0 ? capabilityArgs : undefined,
    result: entry.result,
  });
}

/** The parameters of an attachment, those not given taken from what is remembered of it. */
export function withRemembered(attachment: Attachment, entry: CacheEntry | undefined): Attachment {
  return {
    containerId: attachment.containerId,
    ifName: attachment.ifName,
    netns: attachment.netns ?? entry?.netns,
    args: attachment.args ?? entry?.args,
    capabilityArgs: attachment.capabilityArgs ?? entry?.capabilityArgs,
  };
}

/**
 * The entry in the text of a file. The reference's older format is a bare result and says nothing of its identity:
 * `assumed` stands in. Throws CniError (code 6) with key and value.
 */
export function parseEntry(text: string, assumed: AttachmentKey): CacheEntry {
  const json = parseJsonObject(text, 'the cached attachment');
  if (json.kind !== kind) return { ...assumed, config: '', result: json };
  const fields = new Fields(json, keys, { path: '', code: Code.decode });
  return {
    network: required(fields, 'networkName'),
    containerId: required(fields, 'containerId'),
    ifName: required(fields, 'ifName'),
    netns: fields.text('netns'),
    args: parseCniArgs(fields),
    capabilityArgs: fields.object('capabilityArgs'),
    config: Buffer.from(fields.text('config') ?? '', 'base64').toString(),
    result: fields.object('result'),
  };
}

function required(fields: Fields, key: string): string {
  const text = fields.text(key);
  if (!text) throw fields.refusal(key, 'is missing or empty');
  return text;
}

function parseCniArgs(fields: Fields): [string, string][] | undefined {
  const args = fields.json.cniArgs ?? undefined;
  if (args === undefined) return undefined;
  if (!Array.isArray(args) || !args.every(isPair)) throw fields.refusal('cniArgs', 'not a list of pairs');
  return args;
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
