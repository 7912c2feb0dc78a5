import { cidrFamily } from './addressText.ts';
import { CniError, Code } from './errors.ts';
import {
  type IpBlock,
  type IpConfig040,
  type Result020,
  type Result040,
  type Step,
  shape,
} from './resultShapes.ts';
import { tidy } from './tidy.ts';

/** 0.3.0: one list of addresses instead of one block per family, one list of routes, and interfaces. */
export const oneList: Step<Result020, Result040> = {
  older: '0.2.0',
  newer: '0.3.0',
  up({ cniVersion, ip4, ip6, dns }) {
    const ips = [fromBlock(ip4, '4'), fromBlock(ip6, '6')].flat();
    const routes = [ip4?.routes ?? [], ip6?.routes ?? []].flat();
    return {
      ...tidy<Result040>({ cniVersion, ips, routes }, ['cniVersion', 'ips', 'routes']),
      dns: dns ?? {},
    };
  },
  down(result) {
    const ip4 = toBlock(result, '4');
    const ip6 = toBlock(result, '6');
    if (!ip4 && !ip6) throw noAddress();
    return { cniVersion: result.cniVersion, ...(ip4 && { ip4 }), ...(ip6 && { ip6 }), dns: result.dns ?? {} };
  },
};

function fromBlock(block: IpBlock | undefined, version: '4' | '6'): IpConfig040[] {
  if (!block) return [];
  return [
    tidy<IpConfig040>({ version, address: block.ip, gateway: block.gateway }, [
      'version',
      'address',
      'gateway',
    ]),
  ];
}

/** The first address of a family, with the routes of that family; everything else has no place in the older shape. */
function toBlock(result: Result040, version: '4' | '6'): IpBlock | undefined {
  const ip = result.ips?.find((candidate) => candidate.version === version);
  const routes = result.routes?.filter(({ dst }) => String(cidrFamily(dst)) === version);
  return ip && tidy<IpBlock>({ ip: ip.address, gateway: ip.gateway, routes }, shape.ipBlock);
}

function noAddress(): CniError {
  const state = 'a result without any address has no form before it';
  return new CniError(Code.invalidConfig, `Cannot convert the result from version 0.3.0: ${state}`);
}
