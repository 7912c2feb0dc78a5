import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { tidy } from '../../lib/spec/tidy.ts';
import { assign, gatewaysOf } from './allocate.ts';
import { findDifferences } from './check.ts';
import { collect } from './collect.ts';
import { type HostLocalConf, parseHostLocalConf } from './conf.ts';
import { asIoError } from './disk.ts';
import { give } from './give.ts';
import { reserve } from './reservation.ts';
import { readResolvConf } from './resolvConf.ts';
import { findObstacle, gatewayProblem } from './status.ts';
import { ownerText, Store } from './store.ts';

/** Gives addresses from ranges, and remembers them in files of the reference's format. See README.md. */
export const hostLocal: Plugin<HostLocalConf> = {
  type: 'host-local',
  kind: 'ipam',
  summary: 'gives out addresses from ranges, remembered in files on this host',
  parse: parseHostLocalConf,
  add: async (request, world) => onDisk(() => add(request, world.trace)),
  del: async (request) => onDisk(() => del(request)),
  check: async (request) => onDisk(() => check(request)),
  gc: async (request) => onDisk(() => gc(request)),
  status: async (request) => onDisk(() => status(request)),
};

/** Everything that can be wrong is found out before the first address is taken. */
function add(request: AttachmentRequest<HostLocalConf>, trace: (line: string) => void): Result {
  const { rangeSets, requested, routes, resolvConf } = request.conf;
  const wanted = assign(rangeSets, requested);
  const dns = resolvConf === undefined ? undefined : readResolvConf(resolvConf);
  const store = storeOf(request);
  const problem = gatewayProblem(store, rangeSets);
  if (problem) throw new CniError(Code.addressUnavailable, `Cannot allocate an address: ${problem}`);
  const ips = reserve(store, request, (taking) =>
    rangeSets.map((set, index) =>
      give(store, taking, { set, index, wanted: wanted[index], gateways: gatewaysOf(rangeSets) }),
    ),
  );
  for (const { address } of ips) trace(`reserved ${address} in ${store.folder}`);
  return tidy<Result>({ cniVersion: request.version, ips, routes, dns }, [
    'cniVersion',
    'ips',
    'routes',
    'dns',
  ]);
}

function del(request: AttachmentRequest<HostLocalConf>): void {
  report('release all addresses', storeOf(request).release(request));
}

function check(request: AttachmentRequest<HostLocalConf>): void {
  const { conf, prevResult, containerId, ifName } = request;
  const store = storeOf(request);
  const owners = [ownerText(request), containerId.trim()];
  const isOurs = (address: string) => owners.includes(store.holder(address) ?? '');
  // Without a previous result all that can be told is whether there is any address.
  const given = prevResult?.ips?.map(({ address }) => address) ?? store.addressesOf(request);
  const differences = findDifferences(conf.rangeSets, given, isOurs);
  if (differences.length === 0) return;
  const message = `Cannot confirm the addresses of "${containerId}" "${ifName}": ${differences[0]}`;
  throw new CniError(Code.differs, message, differences.join('\n'));
}

function gc(request: NetworkRequest<HostLocalConf>): void {
  report('collect all stale addresses', collect(storeOf(request), request.validAttachments));
}

function status(request: NetworkRequest<HostLocalConf>): void {
  const obstacle = findObstacle(storeOf(request), request.conf.rangeSets);
  if (obstacle) throw new CniError(Code.notAvailable, `Cannot give addresses: ${obstacle}`);
}

function storeOf({ conf, network }: NetworkRequest<HostLocalConf>): Store {
  return new Store(conf.dataDir, network);
}

function report(action: string, failures: string[]): void {
  if (failures.length === 0) return;
  throw new CniError(Code.incomplete, `Cannot ${action}: ${failures.length} failed`, failures.join('\n'));
}

function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asIoError(error);
  }
}
