import { formatIp, parseIp } from '../../lib/net/ip.ts';
import type { PortProtocol } from '../../lib/ops/portmap.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';

/** One element of `portMappings`, judged. */
export interface PortMapping {
  protocol: PortProtocol;
  hostPort: number;
  containerPort: number;
  /** Canonical; absent: every address. */
  hostIp?: string;
  /** The families it is meant for: one where `hostIP` names one, "0.0.0.0" and "::" included. */
  families: (4 | 6)[];
}

const keys = ['hostPort', 'containerPort', 'protocol', 'hostIP'] as const;
const protocols: readonly string[] = ['tcp', 'udp', 'sctp'] satisfies PortProtocol[];

/**
 * Reads `runtimeConfig.portMappings`; none where the runtime sent none. Throws CniError (code 7) with key and value.
 */
export function parsePortMappings(runtimeConfig: Record<string, unknown>): PortMapping[] {
  const place = { path: 'runtimeConfig', code: Code.invalidConfig };
  const fields = new Fields(runtimeConfig, ['portMappings'], place);
  const seen = new Map<string, number>();
  let index = 0;
  const read = (own: Fields) => {
    const mapping = parseMapping(own);
    const first = mapping.families.flatMap((family) => claimed(seen, mapping, family, index))[0];
    if (first !== undefined)
      throw own.refusal('hostPort', `asked for twice: portMappings[${first}] has it already`);
    index += 1;
    return mapping;
  };
  return fields.objects('portMappings', keys, read) ?? [];
}

function parseMapping(fields: Fields): PortMapping {
  const containerPort = port(fields, 'containerPort');
  const hostPort = port(fields, 'hostPort');
  const protocol = fields.text('protocol')?.toLowerCase();
  if (protocol === undefined) throw fields.refusal('protocol', 'is missing');
  if (!protocols.includes(protocol)) throw fields.refusal('protocol', 'not "tcp", "udp" or "sctp"');
  return { protocol: protocol as PortProtocol, hostPort, containerPort, ...parseHostIp(fields) };
}

function port(fields: Fields, key: string): number {
  const number = fields.integer(key);
  if (number === undefined) throw fields.refusal(key, 'is missing');
  if (number < 1 || number > 65_535) throw fields.refusal(key, 'not a port from 1 to 65535');
  return number;
}

function parseHostIp(fields: Fields): Pick<PortMapping, 'hostIp' | 'families'> {
  const text = fields.text('hostIP');
  if (!text) return { families: [4, 6] };
  const ip = parseIp(text);
  if (ip === undefined) throw fields.refusal('hostIP', 'not an IP address');
  return ip.value === 0n ? { families: [ip.family] } : { families: [ip.family], hostIp: formatIp(ip) };
}

/** Remembers whose a port is, by address; where it is taken, the index of the mapping that has it. */
function claimed(
  seen: Map<string, number>,
  { protocol, hostPort, hostIp = 'any' }: PortMapping,
  family: 4 | 6,
  index: number,
): number[] {
  const key = (address: string) => `${protocol} ${hostPort} ${family} ${address}`;
  const others = hostIp === 'any' ? ['any', 'some'] : ['any', hostIp];
  const taken = others.flatMap((address) => seen.get(key(address)) ?? []);
  seen.set(key(hostIp), index);
  if (hostIp !== 'any') seen.set(key('some'), index);
  return taken;
}
