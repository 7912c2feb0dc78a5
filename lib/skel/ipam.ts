import type { DelegatedCommand } from '../invoke/delegate.ts';
import { parseResult } from '../spec/convert.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { parseJsonObject } from '../spec/json.ts';
import type { Result } from '../spec/result.ts';
import { canonicalResult } from './canonical.ts';
import type { NetworkRequest } from './request.ts';
import type { World } from './world.ts';

/**
 * The part of a request that delegation needs. Every command of an interface plugin is passed on to its IPAM plugin
 * (specification, section 4).
 */
type Delegating = Pick<NetworkRequest<{ ipamType?: string }>, 'conf' | 'version' | 'invocation'>;

/** True if there is no IPAM plugin or it lives in the running file, and so takes no time of another process. */
export function isIpamHere({ conf, invocation }: Delegating, world: World): boolean {
  return conf.ipamType === undefined || world.delegate.isHere(conf.ipamType, invocation);
}

/**
 * True if the IPAM plugin speaks through the link, as dhcp does, whoever's it is: then ADD asks it once the link is
 * there, and DEL tells it before the link goes.
 */
export function ipamNeedsLink({ conf }: Pick<Delegating, 'conf'>, world: World): boolean {
  return conf.ipamType !== undefined && (world.needsLink?.(conf.ipamType) ?? false);
}

/**
 * The removal of links and IPAM DEL (or GC), in the order that suits the IPAM plugin: after the link, so that nobody
 * gets an address while it is in use, unless it needs the link to give the address back. Failures as text.
 */
export async function removeWithIpam(
  request: Delegating,
  world: World,
  removal: () => Promise<string[]>,
  command: 'DEL' | 'GC' = 'DEL',
): Promise<string[]> {
  const before = ipamNeedsLink(request, world) ? await tryDelegate(request, world, command) : undefined;
  const failures = await removal();
  return [...failures, ...(before ?? (await tryDelegate(request, world, command)))];
}

/**
 * IPAM ADD; its result in canonical text. One without addresses is a failure: whoever configures IPAM wants an address.
 */
export async function delegateResult(request: Delegating, world: World): Promise<Result> {
  const type = request.conf.ipamType ?? '';
  const stdout = await world.delegate.call(type, 'ADD', request.invocation);
  const result = canonicalResult(parseResult(parse(type, stdout), request.version));
  if (!result.ips?.length)
    throw new CniError(
      Code.delegateFailed,
      `Cannot use the result of IPAM plugin "${type}": no addresses in it`,
    );
  return result;
}

/** IPAM CHECK, GC or STATUS: its error is ours, code and all. Nothing to do without IPAM. */
export async function delegate(request: Delegating, world: World, command: DelegatedCommand): Promise<void> {
  if (request.conf.ipamType !== undefined)
    await world.delegate.call(request.conf.ipamType, command, request.invocation);
}

/** As `delegate`, where the rest must go on: failures as text. */
export async function tryDelegate(
  request: Delegating,
  world: World,
  command: DelegatedCommand,
): Promise<string[]> {
  try {
    await delegate(request, world, command);
    return [];
  } catch (thrown) {
    const { message, details } = asCniError(thrown);
    return [`${request.conf.ipamType} ${command}: ${details ? `${message}: ${details}` : message}`];
  }
}

function parse(type: string, stdout: string): Record<string, unknown> {
  try {
    return parseJsonObject(stdout);
  } catch (thrown) {
    const reason = asCniError(thrown).message;
    throw new CniError(
      Code.delegateFailed,
      `Cannot understand the result of IPAM plugin "${type}": ${reason}`,
    );
  }
}
