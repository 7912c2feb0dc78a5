import type { ConfSource } from '../../lib/skel/plugin.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { toHex } from './bytes.ts';
import { optionNumber, optionProblem } from './options.ts';

/** The configuration of dhcp. */
export interface DhcpConf {
  /** Where the daemon listens. */
  socketPath: string;
  wishes: Wishes;
}

/** What one attachment wants of the servers. JSON: the daemon is told it as it is. */
export interface Wishes {
  /** Protocols to get an address by: DHCP, DHCPv6. */
  families: (4 | 6)[];
  /** Options to ask for beside the usual ones. */
  request: number[];
  /** Do not ask for the usual ones. */
  skipDefault: boolean;
  /** Options to send. */
  provide: { option: number; hex: string }[];
  /** Metric of every route; 0: the kernel's. */
  priority: number;
  /** The client identifier, if not made of container, network and interface. */
  clientId?: string;
}

/** Where the daemon listens unless told otherwise. */
export const defaultSocket = '/run/cni/dhcp.sock';
/** An option's length is one byte (RFC 2132, section 2). */
const longest = 255;

const keys = ['daemonSocketPath', 'request', 'provide', 'priority', 'ipv6', 'clientId'] as const;
const providedKeys = ['option', 'value', 'fromArg'] as const;
const nothing: Wishes = { families: [4], request: [], skipDefault: false, provide: [], priority: 0 };

/**
 * Reads the configuration; of it DEL and GC judge nothing but the socket. Throws CniError (code 7) naming key and
 * value.
 */
export function parseDhcpConf(source: ConfSource): DhcpConf {
  const top = new Fields(source.network.json, ['ipam'], { path: '', code: Code.invalidConfig });
  const ipam = top.fields('ipam', keys);
  if (ipam === undefined) throw top.refusal('ipam', 'is missing');
  const socketPath = ipam.judged('daemonSocketPath', pathProblem) ?? defaultSocket;
  if (source.command === 'DEL' || source.command === 'GC') return { socketPath, wishes: nothing };
  return { socketPath, wishes: parseWishes(ipam, source) };
}

function parseWishes(ipam: Fields, source: ConfSource): Wishes {
  const request = ipam.objects('request', ['option', 'skipDefault'], parseRequest) ?? [];
  const clientId = ipam.judged('clientId', clientIdProblem);
  return {
    families: parseFamilies(ipam),
    request: request.flatMap(({ option }) => option ?? []),
    skipDefault: request.some(({ skipDefault }) => skipDefault),
    provide: (ipam.objects('provide', providedKeys, (fields) => parseProvided(fields, source)) ?? []).filter(
      // An option of no bytes is against RFC 2132, and servers drop a message with such an identifier.
      ({ hex }) => hex !== '',
    ),
    priority: ipam.integer('priority') ?? 0,
    ...(clientId !== undefined && { clientId }),
  };
}

/** `"ipv6"`: false, true (both families) or "only". */
function parseFamilies(ipam: Fields): (4 | 6)[] {
  const value = ipam.json.ipv6 ?? false;
  if (value === 'only') return [6];
  if (typeof value !== 'boolean') throw ipam.refusal('ipv6', 'neither true, false nor "only"');
  return value ? [4, 6] : [4];
}

/** An entry may be there for `skipDefault` alone. */
function parseRequest(fields: Fields) {
  const text = fields.judged('option', (option) =>
    option === '' ? undefined : optionProblem(option, 'request'),
  );
  return { option: optionNumber(text ?? ''), skipDefault: fields.flag('skipDefault') };
}

function parseProvided(fields: Fields, source: ConfSource): { option: number; hex: string } {
  const text = fields.judged('option', (option) => optionProblem(option, 'provide'));
  if (text === undefined) throw fields.refusal('option', 'is missing');
  const option = optionNumber(text) ?? 0;
  const fromArg = fields.text('fromArg');
  const argument = fromArg ? source.args.get(fromArg) : undefined;
  const value = fields.judged('value', (given) => valueProblem(option, given)) ?? '';
  const problem = valueProblem(option, argument ?? '');
  if (problem !== undefined) throw fields.refusal('fromArg', `the value in CNI_ARGS ${problem}`);
  return { option, hex: toHex(new TextEncoder().encode(argument ?? value)) };
}

/** An identifier has two bytes at least (RFC 2132, 9.14). */
function valueProblem(option: number, text: string): string | undefined {
  const { length } = new TextEncoder().encode(text);
  if (option === optionNumber('dhcp-client-identifier') && length === 1)
    return 'is shorter than the two bytes of a client identifier';
  return length > longest ? `is longer than ${longest} bytes` : undefined;
}

function clientIdProblem(text: string): string | undefined {
  return text === ''
    ? 'is empty'
    : new TextEncoder().encode(text).length > longest - 1
      ? 'is longer than 254 bytes'
      : undefined;
}

function pathProblem(path: string): string | undefined {
  if (path.includes('\0')) return 'holds a NUL byte';
  return path.startsWith('/') ? undefined : 'is not an absolute path';
}
