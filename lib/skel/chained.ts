import { Door } from '../kernel/door.ts';
import { removeAll, Undo } from '../plan/apply.ts';
import type { Plan } from '../plan/step.ts';
import { renderResult } from '../spec/convert.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import type { Result } from '../spec/result.ts';
import { incomplete, withLeftOver } from './failures.ts';
import type { AttachmentRequest, NetworkRequest } from './request.ts';
import type { World } from './world.ts';

/** What a chained plugin decides on ADD; the order is the same for all of them. */
export interface ChainedStages<Conf, Facts> {
  /** Asks the kernel, once, before anything is planned. */
  observe(request: AttachmentRequest<Conf>, door: Door): Promise<Facts>;
  /** Pure: the steps. Throws CniError where nothing must be changed. */
  plan(request: AttachmentRequest<Conf>, facts: Facts): Plan;
  /** Pure: what the result before this plugin becomes; unless told otherwise it stays as it is. */
  result?(request: AttachmentRequest<Conf>, facts: Facts): Result;
}

/**
 * ADD of a plugin that works on what others have made: observe → plan → apply → the result before it, passed on in full
 * (specification, section 2). Whatever fails, everything is taken back.
 */
export async function addChained<Conf, Facts>(
  request: AttachmentRequest<Conf>,
  world: World,
  stages: ChainedStages<Conf, Facts>,
): Promise<Result> {
  return withDoor(request, world, async (door) => {
    const facts = await stages.observe(request, door);
    const plan = stages.plan(request, facts);
    const result = stages.result?.(request, facts) ?? previousResult(request);
    renderResult(result, request.version); // a version that cannot tell the result must fail before the first change
    const undo = new Undo(door);
    try {
      await undo.apply(plan);
      return result;
    } catch (thrown) {
      throw withLeftOver(asCniError(thrown), await undo.takeBack());
    }
  });
}

/** DEL: carries out all removals to their end. `action` is what the error says: "remove the port mappings of …". */
export async function removeChained(
  action: string,
  request: NetworkRequest<unknown>,
  world: World,
  plan: (door: Door) => Promise<Plan>,
): Promise<void> {
  const failure = await withDoor(request, world, async (door) =>
    incomplete(action, await removeAll(await plan(door), door)),
  );
  if (failure) throw failure;
}

/** The result of the plugin before this one. It is there on ADD and CHECK: nothing is called without. */
export function previousResult({ prevResult }: AttachmentRequest<unknown>): Result {
  if (prevResult === undefined) throw new CniError(Code.invalidConfig, 'Cannot run: "prevResult" is missing');
  return prevResult;
}

/** CHECK: throws one error (code 101) that lists all that differs, if anything does. */
export function refuseDifferences(what: string, differences: string[]): void {
  const [first] = differences;
  if (first === undefined) return;
  throw new CniError(Code.differs, `Cannot confirm ${what}: ${first}`, differences.join('\n'));
}

/** Opens the door for one piece of work, and closes it whatever comes of it. */
export async function withDoor<T>(
  request: Pick<AttachmentRequest<unknown>, 'netns'> | NetworkRequest<unknown>,
  world: World,
  work: (door: Door) => Promise<T>,
): Promise<T> {
  const door = new Door(world.runner, 'netns' in request ? request.netns : undefined, world.trace);
  try {
    return await work(door);
  } finally {
    await door.close();
  }
}
