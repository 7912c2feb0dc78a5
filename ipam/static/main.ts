import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { tidy } from '../../lib/spec/tidy.ts';
import { findDifferences } from './check.ts';
import { parseStaticConf, type StaticConf } from './conf.ts';

/** Gives the addresses that the configuration or the runtime names, and remembers nothing. See README.md. */
export const staticIpam: Plugin<StaticConf> = {
  type: 'static',
  kind: 'ipam',
  summary: 'gives the addresses that the configuration or the runtime names',
  parse: parseStaticConf,
  add: async (request, world) => {
    for (const { address } of request.conf.ips) world.trace(`take ${address} as it is configured`);
    return add(request);
  },
  del: async (_, world) => world.trace('nothing to release: static keeps no record of who has which address'),
  check: async (request) => check(request),
  gc: async (_, world) => world.trace('nothing to collect: static keeps no record of who has which address'),
  // What could be wrong is in the configuration, and that has been judged.
  status: async (_, world) => world.trace('nothing to look at: static needs nothing but its configuration'),
};

function add({ conf, version }: AttachmentRequest<StaticConf>): Result {
  const result = { cniVersion: version, ips: conf.ips, routes: conf.routes, dns: conf.dns };
  return tidy<Result>(result, ['cniVersion', 'ips', 'routes', 'dns']);
}

function check({ conf, prevResult, containerId, ifName }: AttachmentRequest<StaticConf>): void {
  if (prevResult === undefined)
    throw new CniError(Code.invalidConfig, 'Cannot check: "prevResult" is missing');
  const differences = findDifferences(conf.ips, prevResult);
  if (differences.length === 0) return;
  const message = `Cannot confirm the addresses of "${containerId}" "${ifName}": ${differences[0]}`;
  throw new CniError(Code.differs, message, differences.join('\n'));
}
