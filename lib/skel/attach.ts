import { Door } from '../kernel/door.ts';
import { Undo } from '../plan/apply.ts';
import type { Plan, Step } from '../plan/step.ts';
import { renderResult } from '../spec/convert.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { current } from '../spec/version.ts';
import { delegateResult, tryDelegate } from './ipam.ts';
import type { Result } from '../spec/result.ts';
import type { AttachmentRequest } from './request.ts';
import type { World } from './world.ts';

/** What an interface plugin decides; when and in which order is the same for all of them. */
export interface AttachStages<Conf, Facts> {
  /** Asks the kernel, once, before anything is planned. */
  observe(request: AttachmentRequest<Conf>, door: Door): Promise<Facts>;
  /** Pure: the steps that make the interface. Throws CniError where it must not be made. */
  planLink(request: AttachmentRequest<Conf>, facts: Facts): Plan;
  /** Pure: what IPAM gave, completed by what the plugin knows (gateways, routes, dns). Without `interfaces`. */
  complete(request: AttachmentRequest<Conf>, ipam: Result): Result;
  /** Pure: the steps that configure the interface, and what stands around it. */
  planAddresses(request: AttachmentRequest<Conf>, facts: Facts, result: Result): Plan;
  /** After a failure: gives back what others may share, if nobody does. Failures as text. `undo` holds the steps for it. */
  giveBack(request: AttachmentRequest<Conf>, undo: Step[], door: Door, world: World): Promise<string[]>;
  /** Waits until the interface works and tells the interfaces as they are. */
  interfaces(request: AttachmentRequest<Conf>, door: Door): Promise<NonNullable<Result['interfaces']>>;
}

/**
 * The one line of stages of every ADD that makes an interface: observe → plan the link → apply → IPAM ADD → plan the
 * addresses → apply → result. Whatever fails, everything is taken back, the addresses of the IPAM plugin too.
 */
export async function attach<Conf extends { ipamType?: string }, Facts>(
  request: AttachmentRequest<Conf>,
  world: World,
  stages: AttachStages<Conf, Facts>,
): Promise<Result> {
  const door = new Door(world.runner, request.netns, world.trace).warm('host');
  const undo = new Undo(door);
  let delegated = false;
  try {
    const facts = await stages.observe(request, door);
    const linked = undo.apply(stages.planLink(request, facts));
    door.warm('container'); // takes as long as the kernel takes for the link
    await linked;
    delegated = request.conf.ipamType !== undefined;
    const given = delegated ? await delegateResult(request, world) : { cniVersion: current };
    const result = stages.complete(request, given);
    renderResult(result, request.version); // a version that cannot tell the result must fail while it can be taken back
    await undo.apply(stages.planAddresses(request, facts, result));
    return { ...result, interfaces: await stages.interfaces(request, door) };
  } catch (thrown) {
    const error = await cause(thrown, door);
    const shared = undo.shared();
    const leftOver = await undo.takeBack();
    leftOver.push(...(await stages.giveBack(request, shared, door, world)));
    if (delegated) leftOver.push(...(await tryDelegate(request, world, 'DEL')));
    throw withLeftOver(error, leftOver);
  } finally {
    await door.close();
  }
}

/** What went wrong; a namespace that cannot be entered is behind whatever else it led to. */
async function cause(thrown: unknown, door: Door): Promise<CniError> {
  return asCniError(await door.ready('container').then(() => thrown, (problem: unknown) => problem));
}

/** The error of a failed ADD; what could not be taken back is added to its details. */
function withLeftOver(error: CniError, leftOver: string[]): CniError {
  if (leftOver.length === 0) return error;
  const details = [error.details, 'Not taken back:', ...leftOver].filter((line) => line !== undefined);
  return new CniError(error.code, error.message, details.join('\n'), error);
}

/** The error of a removal that went as far as it could; undefined if nothing failed. */
export function incomplete(action: string, failures: string[]): CniError | undefined {
  if (failures.length === 0) return undefined;
  const [first = ''] = failures;
  return new CniError(Code.incomplete, `Cannot ${action} completely: ${first}`, failures.join('\n'));
}
