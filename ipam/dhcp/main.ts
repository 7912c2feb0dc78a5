import type { Dial } from '../../lib/kernel/dial.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { type AskDaemon, askBy, Unreachable } from './askDaemon.ts';
import { type DhcpConf, parseDhcpConf } from './conf.ts';
import type { Lease } from './machine.ts';
import type { DaemonCall, Named } from './protocol.ts';
import { findDifferences, resultOf } from './result.ts';

/**
 * Has the daemon get addresses from DHCP servers, through the interface that is to have them. See README.md. `dial`:
 * how the daemon is called.
 */
export function dhcpBy(dial: Dial): Plugin<DhcpConf> {
  const ask = askBy(dial);
  return {
    type: 'dhcp',
    kind: 'ipam',
    summary: 'gets addresses from DHCP servers, by way of its daemon',
    parse: parseDhcpConf,
    add: (request, world) => add(request, ask, world.trace),
    del: (request, world) =>
      orLater(ask, { ...named(request), command: 'DEL' }, request.conf, world.trace, () =>
        import('./order.ts').then((order) => order.leaveOrder(request.conf.socketPath, named(request))),
      ),
    check: (request) => check(request, ask),
    gc: (request, world) => gc(request, ask, world.trace),
    status: (request) => status(request, ask),
  };
}

async function add(
  request: AttachmentRequest<DhcpConf>,
  ask: AskDaemon,
  trace: (line: string) => void,
): Promise<Result> {
  const { conf, version, sandbox } = request;
  const call = { ...named(request), command: 'ADD', netns: absolute(sandbox), wishes: conf.wishes } as const;
  const { leases = [] } = await ask(conf.socketPath, call);
  for (const { address, server } of leases) trace(`${address} is leased from ${server}`);
  return resultOf(leases, version);
}

async function check(request: AttachmentRequest<DhcpConf>, ask: AskDaemon): Promise<void> {
  const { conf, prevResult, containerId, ifName } = request;
  if (prevResult === undefined)
    throw new CniError(Code.invalidConfig, 'Cannot check: "prevResult" is missing');
  const { leases = [] } = await ask(conf.socketPath, { ...named(request), command: 'CHECK' });
  const differences = [...findDifferences(leases, prevResult), ...missing(conf, leases)];
  if (differences.length === 0) return;
  const message = `Cannot confirm the addresses of "${containerId}" "${ifName}": ${differences[0]}`;
  throw new CniError(Code.differs, message, differences.join('\n'));
}

function missing({ wishes }: DhcpConf, leases: readonly Lease[]): string[] {
  const lacking = wishes.families.filter((family) => !leases.some((lease) => lease.family === family));
  return leases.length === 0 ? [] : lacking.map((family) => `no IPv${family} address is leased`);
}

async function gc(
  request: NetworkRequest<DhcpConf>,
  ask: AskDaemon,
  trace: (line: string) => void,
): Promise<void> {
  const { conf, network, validAttachments: valid } = request;
  return orLater(ask, { command: 'GC', network, valid }, conf, trace, () =>
    import('./order.ts').then((order) => order.leaveOrders(conf.socketPath, network, valid)),
  );
}

/** STATUS: without its daemon, ADD could not be served. */
async function status({ conf }: NetworkRequest<DhcpConf>, ask: AskDaemon): Promise<void> {
  try {
    await ask(conf.socketPath, { command: 'STATUS' });
  } catch (error) {
    if (!(error instanceof CniError)) throw error;
    throw new CniError(Code.notAvailable, error.message, error.details);
  }
}

/** Removal goes on while the daemon is down: it finds the order when it is back. */
async function orLater(
  ask: AskDaemon,
  call: DaemonCall,
  { socketPath }: DhcpConf,
  trace: (line: string) => void,
  leave: () => Promise<void>,
): Promise<void> {
  try {
    await ask(socketPath, call);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    trace(error.message);
    await leave();
  }
}

/** As the daemon has to be told it, which runs in another folder. */
function absolute(path: string): string {
  return path.startsWith('/') ? path : `${process.cwd()}/${path}`;
}

function named({ containerId, network, ifName }: AttachmentRequest<DhcpConf>): Named {
  return { containerId, network, ifName };
}
