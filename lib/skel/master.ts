import type { Door } from '../kernel/door.ts';
import { allRouteFacts, type LinkFacts, linkFacts, observeLink, showLink } from '../kernel/observe.ts';
import type { Place } from '../plan/step.ts';
import { CniError, Code } from '../spec/errors.ts';
import type { Fields } from '../spec/fields.ts';
import { interfaceNameProblem } from '../spec/name.ts';

/** The part of a configuration that says on which link the container's stands. */
export interface MasterConf {
  /** Absent: the interface of the default route, where the master is looked for. */
  master?: string;
  /** True if the master is in the container's namespace, not on the host. */
  linkInContainer: boolean;
  /** Bytes; absent: the master's. */
  mtu?: number;
}

/** The keys that `parseMaster` reads. */
export const masterKeys = ['master', 'linkInContainer', 'mtu'] as const;

/** Reads `master`, `linkInContainer` and `mtu`. An empty `master` counts as absent, 0 as no `mtu`. */
export function parseMaster(fields: Fields): MasterConf {
  const master = fields.text('master') ? fields.judged('master', interfaceNameProblem) : undefined;
  const mtu = fields.integer('mtu');
  return {
    linkInContainer: fields.flag('linkInContainer'),
    ...(master === undefined ? {} : { master }),
    ...(mtu ? { mtu } : {}),
  };
}

/** Where the master is looked for. */
export function masterPlace({ linkInContainer }: MasterConf): Place {
  return linkInContainer ? 'container' : 'host';
}

/**
 * The master as it is. Throws CniError (code 7) where there is none, where nothing can stand on it because it is down,
 * or where it carries no frames as long as `mtu` asks for.
 */
export async function observeMaster(conf: MasterConf, door: Door): Promise<LinkFacts> {
  const place = masterPlace(conf);
  const name = conf.master ?? (await defaultRouteLink(place, door));
  const master = await observeLink(door, place, name);
  const where = place === 'host' ? 'on the host' : 'in the container';
  const refuse = (key: string, value: unknown, state: string) =>
    new CniError(Code.invalidConfig, `Cannot use ${JSON.stringify(key)} ${JSON.stringify(value)}: ${state}`);
  if (master === undefined) throw refuse('master', name, `no such interface ${where}`);
  if (!master.up) throw refuse('master', name, `the interface ${where} is down`);
  if (conf.mtu !== undefined && (conf.mtu > master.mtu || conf.mtu < 68))
    throw refuse('mtu', conf.mtu, `not from 68 to ${master.mtu}, which "master" "${name}" has`);
  return master;
}

/** STATUS: the same, as an inability to service ADD; a master in some container is nobody's before that is named. */
export async function refuseWithoutMaster(conf: MasterConf, door: Door): Promise<void> {
  if (conf.linkInContainer) return;
  try {
    await observeMaster(conf, door);
  } catch (thrown) {
    if (thrown instanceof CniError) throw new CniError(Code.notAvailable, thrown.message, thrown.details);
    throw thrown;
  }
}

/** What has become of the master since ADD, one line each; for CHECK. */
export async function masterFindings(conf: MasterConf, link: LinkFacts, door: Door): Promise<string[]> {
  if (conf.master === undefined) return [];
  const [found] = await door.ask(masterPlace(conf), showLink(conf.master));
  const master = linkFacts(found);
  if (master === undefined) return [`master "${conf.master}" is missing`];
  const stands = await standsOn(conf, link, master, door);
  return [
    ...(master.up ? [] : [`master "${conf.master}" is down`]),
    ...(stands ? [] : [`container interface "${link.name}" does not stand on master "${conf.master}"`]),
  ];
}

/** The kernel puts a macvlan on a macvlan, or an ipvlan on an ipvlan, on the link below both. */
async function standsOn(conf: MasterConf, link: LinkFacts, master: LinkFacts, door: Door): Promise<boolean> {
  if (conf.linkInContainer ? link.parent === master.name : link.peerIndex === master.index) return true;
  if (link.kind !== master.kind) return false;
  if (conf.linkInContainer) return link.parent === master.parent && link.peerIndex === master.peerIndex;
  const below = master.parent === undefined ? undefined : await observeLink(door, 'host', master.parent);
  return link.peerIndex === (below?.index ?? master.peerIndex);
}

async function defaultRouteLink(place: Place, door: Door): Promise<string> {
  // "table all" is what makes ip show both families at once.
  const [found] = await door.ask(place, ['route', 'show', 'table', 'all', 'default']);
  // "unreachable default" leads nowhere, and still has a link in IPv6: "lo".
  const route = allRouteFacts(found).find(
    ({ dev, table, type }) => dev !== undefined && (table ?? 'main') === 'main' && type === undefined,
  );
  if (route?.dev !== undefined) return route.dev;
  throw new CniError(
    Code.invalidConfig,
    `Cannot find a "master": none is configured and there is no default route ${place === 'host' ? 'on the host' : 'in the container'}`,
  );
}
