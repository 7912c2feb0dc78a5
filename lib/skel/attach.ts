import { Door } from '../kernel/door.ts';
import { Undo } from '../plan/apply.ts';
import type { Plan, Step } from '../plan/step.ts';
import { renderResult } from '../spec/convert.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import type { Result } from '../spec/result.ts';
import { current } from '../spec/version.ts';
import { delegateResult, isIpamHere, tryDelegate } from './ipam.ts';
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
  /** Pure: the steps that configure the interface, once the link is there. */
  planAddresses(request: AttachmentRequest<Conf>, facts: Facts, result: Result): Plan;
  /** Pure: the steps that need the addresses but not the link, and so are carried out beside it: packet filter rules. */
  planAround(request: AttachmentRequest<Conf>, facts: Facts, result: Result): Plan;
  /** After a failure: gives back what others may share, if nobody does. Failures as text. `undo` holds the steps for it. */
  giveBack(request: AttachmentRequest<Conf>, undo: Step[], door: Door, world: World): Promise<string[]>;
  /** Waits until the interface works and tells the interfaces as they are. */
  interfaces(request: AttachmentRequest<Conf>, door: Door): Promise<NonNullable<Result['interfaces']>>;
}

/**
 * The one line of stages of every ADD that makes an interface: observe → IPAM ADD → plan → link → addresses, and beside
 * both what stands around them → result. An IPAM plugin in a file of its own is called between link and addresses.
 * Whatever fails, everything is taken back, the addresses of the IPAM plugin too.
 */
export async function attach<Conf extends { ipamType?: string }, Facts>(
  request: AttachmentRequest<Conf>,
  world: World,
  stages: AttachStages<Conf, Facts>,
): Promise<Result> {
  const door = new Door(world.runner, request.netns, world.trace).warm('host');
  const undo = new Undo(door);
  let delegated = false;
  let linking: Promise<void> | undefined;
  try {
    const observing = stages.observe(request, door);
    const ipam = async (): Promise<Result> => {
      delegated = request.conf.ipamType !== undefined;
      return delegated ? delegateResult(request, world) : { cniVersion: current };
    };
    // What takes no time of another process is done while `ip` answers; any other IPAM plugin may want to see the link.
    const early = isIpamHere(request, world) ? ipam() : undefined;
    const [facts, given] = await settled(observing, early);
    const planned = given && planRest(request, facts, given, stages);
    linking = undo.apply(stages.planLink(request, facts));
    door.warm('container'); // takes as long as the kernel takes for the link
    const late = async (): Promise<Rest> => planRest(request, facts, await ipam(), stages);
    const rest: Rest = planned ?? (await linking.then(late));
    await settled(
      linking.then(() => undo.apply(rest.addresses)),
      undo.apply(rest.around),
    );
    return { ...rest.result, interfaces: await stages.interfaces(request, door) };
  } catch (thrown) {
    await linking?.catch(() => {}); // nothing may be under way while it is taken back
    const shared = undo.shared();
    const leftOver = await undo.takeBack();
    leftOver.push(...(await stages.giveBack(request, shared, door, world)));
    if (delegated) leftOver.push(...(await tryDelegate(request, world, 'DEL')));
    throw withLeftOver(asCniError(thrown), leftOver);
  } finally {
    await door.close();
  }
}

/** All that can be decided once the addresses are known. */
interface Rest {
  result: Result;
  addresses: Plan;
  around: Plan;
}

function planRest<Conf, Facts>(
  request: AttachmentRequest<Conf>,
  facts: Facts,
  given: Result,
  stages: AttachStages<Conf, Facts>,
): Rest {
  const result = stages.complete(request, given);
  renderResult(result, request.version); // a version that cannot tell the result must fail while it can be taken back
  const [addresses, around] = [
    stages.planAddresses(request, facts, result),
    stages.planAround(request, facts, result),
  ];
  return { result, addresses, around };
}

/** Both results, once both have come to an end, so that nothing is under way when a failure is taken back. */
async function settled<A, B>(a: Promise<A>, b: Promise<B> | undefined): Promise<[A, B | undefined]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
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
