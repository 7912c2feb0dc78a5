import { cidrFamily, type Family } from './addressText.ts';
import { parseDns } from './dns.ts';
import { Code } from './errors.ts';
import { Fields } from './fields.ts';
import type { Result } from './result.ts';
import { ipProblem, parseInterface, parseIp, parseRoute, required } from './resultParts.ts';
import {
  type AnyResult,
  type IpBlock,
  type IpConfig040,
  type Result020,
  type Result040,
  shape,
} from './resultShapes.ts';
import { tidy } from './tidy.ts';
import { atLeast, type Version } from './version.ts';

/**
 * Judges a result in the shape of the version given. Unknown keys are dropped, those of newer versions with them.
 * Throws CniError, code 6, with key (after `path`) and value.
 */
export function parseShape(json: Record<string, unknown>, version: Version, path: string): AnyResult {
  const place = { path, code: Code.decode };
  if (!atLeast(version, '0.3.0')) return parse020(new Fields(json, shape.result020, place), version);
  const fields = new Fields(json, shape.result, place);
  return atLeast(version, '1.0.0') ? parse100(fields, version) : parse040(fields, version);
}

function parse020(fields: Fields, cniVersion: Version): Result020 {
  const ip4 = parseBlock(fields.fields('ip4', shape.ipBlock), 4);
  const ip6 = parseBlock(fields.fields('ip6', shape.ipBlock), 6);
  const dns = parseDns(fields.fields('dns', shape.dns));
  return tidy<Result020>({ cniVersion, ip4, ip6, dns }, shape.result020);
}

function parse040(fields: Fields, cniVersion: Version): Result040 {
  const ips = fields.objects('ips', shape.ip040, parseIp040);
  return tidy<Result040>({ ...parseRest(fields, cniVersion), ips }, shape.result);
}

function parse100(fields: Fields, cniVersion: Version): Result {
  const ips = fields.objects('ips', shape.ip, parseIp);
  return tidy<Result>({ ...parseRest(fields, cniVersion), ips }, shape.result);
}

/** All members but `ips`. */
function parseRest(fields: Fields, cniVersion: Version): Omit<Result, 'ips'> {
  const is110 = atLeast(cniVersion, '1.1.0');
  const interfaceKeys = is110 ? shape.interface110 : shape.interface100;
  const interfaces = fields.objects('interfaces', interfaceKeys, parseInterface);
  const routes = fields.objects('routes', is110 ? shape.route110 : shape.route100, parseRoute);
  const dns = parseDns(fields.fields('dns', shape.dns));
  return tidy<Omit<Result, 'ips'>>({ cniVersion, interfaces, routes, dns }, restKeys);
}

const restKeys = ['cniVersion', 'interfaces', 'routes', 'dns'] as const;

function parseIp040(fields: Fields): IpConfig040 {
  const ip = parseIp(fields);
  const version = cidrFamily(ip.address) === 6 ? '6' : '4';
  fields.judged('version', (text) => (text === version ? undefined : `the address is IPv${version}`));
  return tidy<IpConfig040>({ ...ip, version }, shape.ip040);
}

function parseBlock(fields: Fields | undefined, family: Family): IpBlock | undefined {
  if (!fields) return undefined;
  const ofFamily = (text: string) =>
    cidrFamily(text) === family ? undefined : `not an IPv${family} address with prefix length`;
  return tidy<IpBlock>(
    {
      ip: required(fields, 'ip', ofFamily),
      gateway: fields.judged('gateway', ipProblem),
      routes: fields.objects('routes', shape.route100, parseRoute),
    },
    shape.ipBlock,
  );
}
