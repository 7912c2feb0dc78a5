import { Door } from '../kernel/door.ts';
import type { LinkFacts } from '../kernel/observe.ts';
import type { Place, Plan } from '../plan/step.ts';
import { refuseUnlessAble } from './able.ts';
import type { Taking } from './chain.ts';
import { addContainerLink } from './containerLinkAddition.ts';
import type { ContainerLinkConf } from './containerLinkConf.ts';
import { incomplete } from './failures.ts';
import { delegate, removeWithIpam } from './ipam.ts';
import type { ConfSource, Plugin } from './plugin.ts';
import type { AttachmentRequest, NetworkRequest } from './request.ts';
import type { World } from './world.ts';

/** A plugin whose whole work is one link in the container: what differs from one such plugin to another. */
export interface ContainerLink<Conf extends ContainerLinkConf, Facts> {
  /** The name of the executable, and the `type` of a configuration. */
  type: string;
  /** The kind of the link in iproute2's words: "macvlan". */
  linkKind: string;
  /** One line for `--help`. */
  summary: string;
  parse(source: ConfSource): Conf;
  /** Where `observe` asks first; the host unless told otherwise. */
  firstPlace?(conf: Conf): Place;
  /**
   * Asks the kernel, once, before anything is planned, but not whether the name is free. Throws CniError where ADD
   * cannot work.
   */
  observe(request: AttachmentRequest<Conf>, door: Door): Promise<Facts>;
  /**
   * Pure: where ADD takes addresses and routes from prevResult in place of IPAM's, which they are. Undefined where it
   * does not. Throws CniError where ADD cannot work.
   */
  takeOver?(request: AttachmentRequest<Conf>): Taking | undefined;
  /** Pure: the steps that make the link in the container, with the owner's label as its alias; taken back by undo. */
  planLink(request: AttachmentRequest<Conf>, facts: Facts): Plan;
  /**
   * What differs between the link and the configuration beside MAC, MTU, addresses, routes and being up: one line each.
   */
  linkFindings?(request: AttachmentRequest<Conf>, link: LinkFacts, door: Door): Promise<string[]>;
  /** Throws CniError (code 50) where ADD could not be serviced. */
  status?(request: NetworkRequest<Conf>, door: Door): Promise<void>;
}

/**
 * The plugin around such a link. GC has nothing to remove itself: all it makes is in the container's namespace and goes
 * with it; the reservations of its addresses are the IPAM plugin's, which is told.
 */
export function containerLinkPlugin<Conf extends ContainerLinkConf, Facts>(
  own: ContainerLink<Conf, Facts>,
): Plugin<Conf> {
  const { type, summary, parse } = own;
  return {
    type,
    kind: 'interface',
    summary,
    parse,
    add: (request, world) => addContainerLink(own, request, world),
    del: (request, world) => remove(own, request, world),
    check: async (request, world) =>
      (await import('./containerLinkCheck.ts')).checkContainerLink(own, request, world),
    gc: (request, world) => delegate(request, world, 'GC'),
    async status(request, world) {
      refuseUnlessAble(['ip']);
      const door = new Door(world.runner, undefined, world.trace);
      try {
        await own.status?.(request, door);
      } finally {
        await door.close();
      }
      await delegate(request, world, 'STATUS');
    },
  };
}

async function remove<Conf extends ContainerLinkConf, Facts>(
  own: ContainerLink<Conf, Facts>,
  request: AttachmentRequest<Conf>,
  world: World,
): Promise<void> {
  const { removeContainerLink } = await import('./containerLinkRemoval.ts');
  const failures = await removeWithIpam(request, world, () => removeContainerLink(own, request, world));
  const { ifName, containerId, network } = request;
  const error = incomplete(
    `detach "${ifName}" of container "${containerId}" from network "${network}"`,
    failures,
  );
  if (error) throw error;
}
