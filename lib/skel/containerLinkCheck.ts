import { addressFindings, linkFindings, routeFindings } from '../kernel/compare.ts';
import { Door } from '../kernel/door.ts';
import { allRouteFacts, linkFacts, showLink } from '../kernel/observe.ts';
import { CniError, Code } from '../spec/errors.ts';
import type { Interface, Result } from '../spec/result.ts';
import { askRoutes, partOf } from './chain.ts';
import type { ContainerLink } from './containerLink.ts';
import type { ContainerLinkConf } from './containerLinkConf.ts';
import { delegate } from './ipam.ts';
import type { AttachmentRequest } from './request.ts';
import type { World } from './world.ts';

/** CHECK of a plugin whose work is one link in the container. Throws CniError (code 101) that lists what differs. */
export async function checkContainerLink<Conf extends ContainerLinkConf, Facts>(
  own: ContainerLink<Conf, Facts>,
  request: AttachmentRequest<Conf>,
  world: World,
): Promise<void> {
  const want = expectedContainer(request);
  await delegate(request, world, 'CHECK');
  const door = new Door(world.runner, request.netns, world.trace).warm('container');
  try {
    throwIfDifferent(request, await findings(own, request, want, door));
  } finally {
    await door.close();
  }
}

/**
 * The container's interface as prevResult tells it, the addresses on it, and the result with those alone. Throws
 * CniError (code 7) where it does not.
 */
export function expectedContainer({ ifName, sandbox, prevResult }: AttachmentRequest<unknown>): {
  container: Interface;
  addresses: string[];
  result: Result;
} {
  if (prevResult === undefined)
    throw new CniError(Code.invalidConfig, 'Cannot check: "prevResult" is missing');
  const all = prevResult.interfaces ?? [];
  const index = all.findIndex((one) => one.name === ifName && one.sandbox === sandbox);
  const container = all[index];
  if (container === undefined)
    throw new CniError(
      Code.invalidConfig,
      `Cannot check: "prevResult" does not name "${ifName}" in the sandbox "${sandbox}"`,
    );
  const result = partOf(prevResult, index);
  return { container, addresses: (result.ips ?? []).map((ip) => ip.address), result };
}

/** The error of a CHECK that found something; nothing if it did not. */
export function throwIfDifferent(
  { ifName, containerId, network }: AttachmentRequest<unknown>,
  found: string[],
): void {
  if (found.length === 0) return;
  const subject = `"${ifName}" of container "${containerId}" to network "${network}"`;
  throw new CniError(Code.differs, `Attachment ${subject} differs: ${found[0]}`, found.join('\n'));
}

async function findings<Conf extends ContainerLinkConf, Facts>(
  own: ContainerLink<Conf, Facts>,
  request: AttachmentRequest<Conf>,
  { container, addresses, result }: ReturnType<typeof expectedContainer>,
  door: Door,
): Promise<string[]> {
  const { ifName } = request;
  const [found, routes] = await door.ask('container', showLink(ifName), askRoutes(result, ifName));
  const link = linkFacts(found);
  return [
    ...linkFindings('container interface', ifName, own.linkKind, container, link),
    ...addressFindings(`container interface "${ifName}"`, addresses, link),
    ...(link === undefined ? [] : routeFindings(result, allRouteFacts(routes))),
    ...((link && (await own.linkFindings?.(request, link, door))) ?? []),
  ];
}
