import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isObject } from '../../lib/spec/json.ts';
import { quote } from '../../lib/spec/quote.ts';
import { isSupportedVersion, versions as known } from '../../lib/spec/version.ts';
import { type Adapter, commandNames, optionNames, placeholders } from './adapter.ts';

const keys = [
  '$schema',
  'name',
  'commands',
  'env',
  'options',
  'confDir',
  'cacheDir',
  'versions',
  'prepare',
  'cannot',
  'notes',
];

/** Reads an adapter from its file. Throws an Error with one line that names the file, the key and the value. */
export function loadAdapter(path: string): Adapter {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return parseAdapter(json, dirname(resolve(path)));
  } catch (error) {
    throw new Error(`Cannot use adapter ${quote(path)}: ${(error as Error).message}`, { cause: error });
  }
}

/** An adapter from its JSON. Throws an Error that names key and value. */
export function parseAdapter(json: unknown, folder: string): Adapter {
  if (!isObject(json)) throw new Error('it is not an object');
  onlyKeys(json, keys, '');
  const { name, confDir = '/etc/cni/net.d', cacheDir = '/var/lib/cni', notes } = json;
  if (typeof name !== 'string' || name === '') throw refusal('name', name, 'not a text');
  return {
    name,
    commands: commandsOf(json),
    env: texts(json, 'env'),
    options: texts(json, 'options', optionNames),
    confDir: absolute('confDir', confDir),
    cacheDir: absolute('cacheDir', cacheDir),
    versions: versionsOf(json.versions),
    prepare: prepareOf(json.prepare),
    cannot: texts(json, 'cannot', [...commandNames, ...placeholders], false),
    ...(typeof notes === 'string' ? { notes } : {}),
    folder,
  };
}

function commandsOf(json: Record<string, unknown>): Adapter['commands'] {
  const commands = texts(json, 'commands', commandNames);
  const { add, del } = commands;
  if (add === undefined || del === undefined)
    throw refusal('commands', json.commands, 'needs at least "add" and "del"');
  return { ...commands, add, del };
}

/** An object of texts; unless `filled` is false each may hold placeholders, and no unknown one. */
function texts(json: Record<string, unknown>, key: string, allowed?: readonly string[], filled = true) {
  const object = json[key] ?? {};
  if (!isObject(object)) throw refusal(key, object, 'not an object');
  if (allowed) onlyKeys(object, allowed, `${key}.`);
  for (const [name, value] of Object.entries(object)) {
    if (typeof value !== 'string') throw refusal(`${key}.${name}`, value, 'not a text');
    if (filled) judgePlaceholders(`${key}.${name}`, value);
  }
  return object as Record<string, string>;
}

/** A misspelt one would reach the runtime as it is, and the verdicts would be about nothing. */
function judgePlaceholders(key: string, text: string): void {
  for (const [whole, name = ''] of text.matchAll(/(?<!\$)\{(\w+)\}/g)) {
    if (!(placeholders as readonly string[]).includes(name))
      throw refusal(key, text, `no placeholder ${whole}; there are {${placeholders.join('}, {')}}`);
  }
}

function onlyKeys(object: Record<string, unknown>, allowed: readonly string[], path: string): void {
  const unknown = Object.keys(object).find((key) => !allowed.includes(key));
  if (unknown !== undefined)
    throw refusal(`${path}${unknown}`, object[unknown], `unknown key; there are ${allowed.join(', ')}`);
}

function absolute(key: string, value: unknown): string {
  if (typeof value === 'string' && /^\/(etc|opt|run|var)\//.test(value)) return value;
  throw refusal(key, value, 'not a path below /etc, /opt, /run or /var');
}

function versionsOf(value: unknown = known): string[] {
  const ok =
    Array.isArray(value) && value.length > 0 && value.every((one) => isSupportedVersion(String(one)));
  if (!ok) throw refusal('versions', value, `not a list of ${known.join(', ')}`);
  return known.filter((version) => value.includes(version));
}

function prepareOf(value: unknown = []): string[] {
  if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value;
  throw refusal('prepare', value, 'not a list of lines');
}

function refusal(key: string, value: unknown, state: string): Error {
  return new Error(`${quote(key)}${value === undefined ? '' : ` ${JSON.stringify(value)}`}: ${state}`);
}
