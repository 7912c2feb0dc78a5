import { contains } from '../../lib/net/cidr.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { dnsKeys, parseDns } from '../../lib/spec/dns.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import type { Dns, IpConfig, Route } from '../../lib/spec/result.ts';
import { parseRoute } from '../../lib/spec/resultParts.ts';
import { shape } from '../../lib/spec/resultShapes.ts';
import { atLeast } from '../../lib/spec/version.ts';
import { type Address, judgeAddresses, parseAddress, toIpConfig, withGatewayOf } from './address.ts';
import { type ArgsWish, parseArgsWish, parseIps } from './requested.ts';

/** What ADD answers with. Empty for DEL and GC, which need nothing. */
export interface StaticConf {
  ips: IpConfig[];
  routes: Route[];
  dns?: Dns;
}

const place = { path: '', code: Code.invalidConfig };

/**
 * The configuration of static. For DEL and GC nothing is judged: nothing that became invalid must keep anybody from removing
 * an attachment. Throws CniError: code 7 naming key and value, 4 for CNI_ARGS.
 */
export function parseStaticConf({ command, network, args }: ConfSource): StaticConf {
  if (command === 'DEL' || command === 'GC') return { ips: [], routes: [] };
  const top = new Fields(network.json, ['ipam'], place);
  const ipam = top.fields('ipam', ['addresses', 'routes', 'dns']);
  if (ipam === undefined) throw top.refusal('ipam', 'is missing');
  const configured = ipam.objects('addresses', ['address', 'gateway'], parseAddress) ?? [];
  const labels = new Fields(network.args, ['ips'], { ...place, path: 'args.cni' });
  const runtime = new Fields(network.runtimeConfig, ['ips'], { ...place, path: 'runtimeConfig' });
  const addresses = chosen(configured, parseArgsWish(args), parseIps(labels), parseIps(runtime));
  judgeAddresses(addresses);
  refuseTooMany(addresses, network.version);
  const dns = parseDns(ipam.fields('dns', dnsKeys));
  return {
    ips: addresses.map(toIpConfig),
    routes: ipam.objects('routes', shape.route110, parseRoute) ?? [],
    ...(dns && { dns }),
  };
}

/** Who wins: the capability over `args.cni`, and that over the configuration with CNI_ARGS, which add up. */
function chosen(configured: Address[], wish: ArgsWish, labelled: Address[], byRuntime: Address[]): Address[] {
  const instead = byRuntime.length > 0 ? byRuntime : labelled;
  if (instead.length > 0) return instead.map((address) => inheriting(address, configured));
  const all = [...configured, ...wish.addresses];
  wish.judgeGateways(all);
  return all.map((address) => withGatewayOf(address, wish.gateways));
}

/** A list of bare addresses has no place for gateways: one of a configured subnet gets that subnet's. */
function inheriting(address: Address, configured: Address[]): Address {
  const { cidr } = address;
  const same = configured.find((one) => one.cidr.prefix === cidr.prefix && contains(one.cidr, cidr.ip));
  return same?.gateway ? { ...address, gateway: same.gateway } : address;
}

/** Results before 0.3.0 have room for one address of a family. */
function refuseTooMany(addresses: Address[], version: string): void {
  if (atLeast(version, '0.3.0')) return;
  const families = addresses.map(({ cidr }) => cidr.ip.family);
  if (new Set(families).size === families.length) return;
  const state = `CNI version ${version} does not support more than 1 address per family`;
  throw new CniError(Code.invalidConfig, `Cannot use the addresses of "ipam": ${state}`);
}
