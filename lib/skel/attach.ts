import { Door } from '../kernel/door.ts';
import { Undo } from '../plan/apply.ts';
import type { Place, Plan, Step } from '../plan/step.ts';
import { renderResult } from '../spec/convert.ts';
import { asCniError, type CniError } from '../spec/errors.ts';
import type { Result } from '../spec/result.ts';
import { current } from '../spec/version.ts';
import { afterPrevious } from './chain.ts';
import { asText, withLeftOver } from './failures.ts';
import { delegateResult, ipamNeedsLink, isIpamHere, tryDelegate } from './ipam.ts';
import type { AttachmentRequest } from './request.ts';
import type { World } from './world.ts';

/** What an interface plugin decides; when and in which order is the same for all of them. */
export interface AttachStages<Conf, Facts> {
  /** Where the first question goes, so that `ip` is started there at once; the host unless told otherwise. */
  firstPlace?(request: AttachmentRequest<Conf>): Place;
  /** Asks the kernel, once, before anything is planned. */
  observe(request: AttachmentRequest<Conf>, door: Door): Promise<Facts>;
  /** Pure: the steps that make the interface. Throws CniError where it must not be made. */
  planLink(request: AttachmentRequest<Conf>, facts: Facts): Plan;
  /** Pure: what IPAM gave, completed by what the plugin knows (gateways, routes, dns). Without `interfaces`. */
  complete(request: AttachmentRequest<Conf>, ipam: Result): Result;
  /** Asks what matters only with certain addresses, once they are known; the link is being made meanwhile. */
  observeMore?(request: AttachmentRequest<Conf>, facts: Facts, result: Result, door: Door): Promise<Facts>;
  /** Pure: the steps that configure the interface, once the link is there. */
  planAddresses(request: AttachmentRequest<Conf>, facts: Facts, result: Result): Plan;
  /** Pure: the steps that need the addresses but not the link, and so are carried out beside it: packet filter rules. */
  planAround(request: AttachmentRequest<Conf>, facts: Facts, result: Result): Plan;
  /**
   * After a refusal of what `planAround` has planned: what to do in its place, now that somebody has looked. Undefined: nothing, and ADD fails
   * as it was refused.
   */
  planAroundAgain?(
    request: AttachmentRequest<Conf>,
    result: Result,
    refused: CniError,
    door: Door,
    world: World,
  ): Promise<Plan | undefined>;
  /** After a failure: gives back what others may share, if nobody does. Failures as text. `undo` holds the steps for it. */
  giveBack(request: AttachmentRequest<Conf>, undo: Step[], door: Door, world: World): Promise<string[]>;
  /** After a failure, before anything is taken back: true if what the plan stands on is gone, so that a second try may work. */
  hasLostGround(request: AttachmentRequest<Conf>, facts: Facts, door: Door): Promise<boolean>;
  /** Waits until the interface works and tells the interfaces as they are. */
  interfaces(request: AttachmentRequest<Conf>, door: Door): Promise<NonNullable<Result['interfaces']>>;
}

/**
 * The one line of stages of every ADD that makes an interface: observe → plan the link → apply → IPAM ADD → plan the
 * addresses, and what stands around them → apply → result. An IPAM plugin that lives in the same file is called while the
 * link is being made, unless it needs the link. Whatever fails, everything is taken back, the addresses of the IPAM plugin too;
 * where that is because what the plan stands on has gone meanwhile, it is tried again, `tries` times in all.
 */
export async function attach<Conf extends { ipamType?: string }, Facts>(
  request: AttachmentRequest<Conf>,
  world: World,
  stages: AttachStages<Conf, Facts>,
  tries = 3,
): Promise<Result> {
  const door = new Door(world.runner, request.netns, world.trace).warm(
    stages.firstPlace?.(request) ?? 'host',
  );
  const undo = new Undo(door);
  const needsLink = ipamNeedsLink(request, world);
  let reserved = false;
  let linking: Promise<unknown> | undefined;
  let facts: Facts | undefined;
  try {
    facts = await stages.observe(request, door);
    linking = undo.apply(stages.planLink(request, facts));
    door.warm('container');
    linking.catch(() => {}); // waited for below
    if (needsLink || !isIpamHere(request, world)) {
      await linking; // it may want to see the link; most of ours do not, and work while the kernel makes it
      reserved = true; // whether a foreign plugin that fails has left something nobody knows (section 4); ours has not
    }
    const given = await addresses(request, world);
    reserved = true;
    const result = stages.complete(request, given);
    facts = (await stages.observeMore?.(request, facts, result, door)) ?? facts;
    const rest = planRest(request, facts, result, stages);
    await settled(
      linking.then(() => undo.apply(rest.addresses)),
      undo.apply(rest.around).catch(async (thrown: unknown) => {
        const again = await stages.planAroundAgain?.(request, result, asCniError(thrown), door, world);
        if (again === undefined) throw thrown;
        return undo.apply(again);
      }),
    );
    const interfaces = await stages.interfaces(request, door);
    return afterPrevious(request.prevResult, { ...result, interfaces });
  } catch (thrown) {
    await linking?.catch(() => {}); // nothing may be under way while it is taken back
    const shared = undo.shared();
    const lost = await hasLostGround(stages, request, facts, door);
    const leftOver = reserved && needsLink ? await tryDelegate(request, world, 'DEL') : [];
    leftOver.push(...(await undo.takeBack()));
    leftOver.push(...(await stages.giveBack(request, shared, door, world).catch(asText)));
    if (reserved && !needsLink) leftOver.push(...(await tryDelegate(request, world, 'DEL')));
    if (tries > 1 && lost && leftOver.length === 0) return await attach(request, world, stages, tries - 1);
    throw withLeftOver(asCniError(thrown), leftOver);
  } finally {
    await door.close();
  }
}

/** False too where it cannot be told: then the failure is told, and not tried again. */
function hasLostGround<Conf, Facts>(
  stages: AttachStages<Conf, Facts>,
  request: AttachmentRequest<Conf>,
  facts: Facts | undefined,
  door: Door,
): Promise<boolean> {
  if (facts === undefined) return Promise.resolve(false);
  return stages.hasLostGround(request, facts, door).catch(() => false);
}

function addresses(request: AttachmentRequest<{ ipamType?: string }>, world: World): Promise<Result> {
  return request.conf.ipamType === undefined
    ? Promise.resolve({ cniVersion: current })
    : delegateResult(request, world);
}

/** All that can be decided once the addresses are known. */
interface Rest {
  addresses: Plan;
  around: Plan;
}

function planRest<Conf, Facts>(
  request: AttachmentRequest<Conf>,
  facts: Facts,
  result: Result,
  stages: AttachStages<Conf, Facts>,
): Rest {
  renderResult(result, request.version); // a version that cannot tell the result must fail while it can be taken back
  const [addresses, around] = [
    stages.planAddresses(request, facts, result),
    stages.planAround(request, facts, result),
  ];
  return { addresses, around };
}

/** Waits for both to come to an end, so that nothing is under way when a failure is taken back; then fails as they did. */
async function settled(a: Promise<unknown>, b: Promise<unknown>): Promise<void> {
  await Promise.allSettled([a, b]);
  await Promise.all([a, b]);
}
