import { CniError, Code } from '../../../lib/spec/errors.ts';
import { isObject } from '../../../lib/spec/json.ts';
import { quote } from '../../../lib/spec/quote.ts';
import type { DaemonCall } from '../protocol.ts';

/** What a part of a call must be, in words and as a question. */
interface Shape {
  must: string;
  is(json: unknown): boolean;
}

const name: Shape = { must: 'a text that is not empty and has no "/"', is: isName };
const path: Shape = { must: 'an absolute path', is: (json) => isText(json) && json.startsWith('/') };
const named = { containerId: name, network: name, ifName: name };
const wishes: Shape = { must: 'what a configuration asks for', is: isWishes };
const valid: Shape = { must: 'a list of containerId and ifName', is: (json) => isListOf(json, isAttachment) };

/** What each call has beside its command. */
const shapes: Record<DaemonCall['command'], Record<string, Shape>> = {
  ADD: { ...named, netns: path, wishes },
  DEL: named,
  CHECK: named,
  GC: { network: name, valid },
  STATUS: {},
};

/**
 * A call that was decoded, judged: who speaks to the daemon may be a plugin of another suite or version, or anybody. Throws
 * CniError (code 6) where it is not one that can be understood as a whole.
 */
export function readCall(json: Record<string, unknown>): DaemonCall {
  const { command } = json;
  if (!isText(command) || !Object.hasOwn(shapes, command))
    throw new CniError(Code.decode, `Cannot understand "command" of the call: there is no ${quote(command)}`);
  for (const [key, shape] of Object.entries(shapes[command as DaemonCall['command']]))
    if (!shape.is(json[key])) throw refused(command, key, json[key], shape);
  return json as unknown as DaemonCall;
}

function refused(command: string, key: string, value: unknown, { must }: Shape): CniError {
  const state = value === undefined ? 'it is missing' : `${quote(value)} is not ${must}`;
  return new CniError(Code.decode, `Cannot understand "${key}" of the call ${command}: ${state}`);
}

function isWishes(json: unknown): boolean {
  if (!isObject(json)) return false;
  const { families, request, skipDefault, provide, priority, clientId } = json;
  const isWhole =
    isListOf(families, isFamily) && isListOf(request, isOption) && isListOf(provide, isProvided);
  const isPlain = typeof skipDefault === 'boolean' && isNumber(priority, 0, 0xffffffff);
  return isWhole && families.length > 0 && isPlain && (clientId === undefined || isText(clientId));
}

function isFamily(json: unknown): boolean {
  return json === 4 || json === 6;
}

function isOption(json: unknown): boolean {
  return isNumber(json, 0, 255);
}

function isProvided(json: unknown): boolean {
  return isObject(json) && isOption(json.option) && isText(json.hex) && /^(?:[0-9a-f]{2})*$/.test(json.hex);
}

/** They are for comparing only, as they are to the plugin. */
function isAttachment(json: unknown): boolean {
  return isObject(json) && isText(json.containerId) && isText(json.ifName);
}

function isName(json: unknown): boolean {
  return isText(json) && json !== '' && !json.includes('/');
}

function isText(json: unknown): json is string {
  return typeof json === 'string';
}

function isNumber(json: unknown, least: number, most: number): boolean {
  return typeof json === 'number' && Number.isInteger(json) && json >= least && json <= most;
}

function isListOf(json: unknown, is: (one: unknown) => boolean): json is unknown[] {
  return Array.isArray(json) && json.every((one) => is(one));
}
