/** What `ipvlan` takes from the plugin before it in a chain. All of it pure. */
import type { Taking } from '../../lib/skel/chain.ts';
import type { MasterConf } from '../../lib/skel/master.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { Interface, IpConfig, Result } from '../../lib/spec/result.ts';
import type { IpvlanConf } from './conf.ts';

/**
 * The configuration with the master that prevResult names, if it names none itself. Throws CniError (code 7) unless
 * that is one.
 */
export function chainedMaster({ conf, prevResult }: AttachmentRequest<IpvlanConf>): MasterConf {
  if (conf.master !== undefined || prevResult === undefined) return conf;
  const all = prevResult.interfaces ?? [];
  const [only] = all;
  if (only === undefined || all.length > 1)
    throw new CniError(
      Code.invalidConfig,
      `Cannot find a "master": none is configured and "prevResult" names ${all.length} interfaces, not one`,
    );
  const problem = interfaceNameProblem(only.name);
  if (problem !== undefined)
    throw new CniError(
      Code.invalidConfig,
      `Cannot use "prevResult.interfaces[0].name" ${quote(only.name)} as "master": ${problem}`,
    );
  return { ...conf, master: only.name };
}

/**
 * Without IPAM: which addresses of prevResult go to the container's interface, with all its routes. Undefined with
 * IPAM. Throws CniError (code 7) where there are none, since an ipvlan gets packets by their address alone.
 */
export function takeOver(request: AttachmentRequest<IpvlanConf>): Taking | undefined {
  if (request.conf.ipamType !== undefined) return undefined;
  const { prevResult = { cniVersion: request.version } } = request;
  const { ips = [], routes = [] } = prevResult;
  const taken = ips.filter((ip) => isForUs(ip, prevResult, chainedMaster(request).master));
  if (taken.length === 0)
    throw new CniError(
      Code.invalidConfig,
      'Cannot use "ipam": "type" is missing and "prevResult" has no address for the interface, which gets no packets without one',
    );
  const left: Result = { ...prevResult, ips: ips.filter((ip) => !taken.includes(ip)), routes: [] };
  return { taken: { cniVersion: prevResult.cniVersion, ips: taken, routes }, left };
}

/**
 * Those of the master, of an interface on the host, and of none. What another interface of the container has stays
 * there.
 */
function isForUs(ip: IpConfig, { interfaces = [] }: Result, master: string | undefined): boolean {
  const holder: Interface | undefined = ip.interface === undefined ? undefined : interfaces[ip.interface];
  return !holder?.sandbox || holder.name === master;
}
