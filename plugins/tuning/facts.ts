import type { Door } from '../../lib/kernel/door.ts';
import { listIn, numberIn, printed } from '../../lib/kernel/members.ts';
import { type LinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import type { LinkAttributes } from '../../lib/ops/linkAttributes.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { plain, type TuningConf } from './conf.ts';
import { refusal, type Sysctl } from './sysctls.ts';

/** How everything that is to be changed is now. */
export interface TuningFacts {
  link: Required<LinkAttributes>;
  /** By path; several values with single blanks between. */
  sysctls: Record<string, string>;
}

/** Whether anything at all is wanted of the link. */
export function wantsLink({ link }: TuningConf): boolean {
  return Object.keys(link).length > 0;
}

/**
 * Asks for what is going to be changed, before anything is. Throws CniError: 100 without the link, 7 for a sysctl
 * that is not there.
 */
export async function observe(
  { conf, ifName }: AttachmentRequest<TuningConf>,
  sysctls: Sysctl[],
  door: Door,
): Promise<Partial<TuningFacts>> {
  const link = wantsLink(conf) ? await observeAttributes(ifName, door) : undefined;
  if (wantsLink(conf) && link === undefined)
    throw new CniError(Code.kernelRefused, `Cannot find "${ifName}" in the container: nothing to tune`);
  const found = await observeSysctls(
    sysctls.map(({ path }) => path),
    door,
  );
  const absent = sysctls.find(({ path }) => found[path] === undefined);
  if (absent) throw refusal(absent, 'no such sysctl in the container, or none that can be read');
  return { ...(link && { link }), sysctls: found };
}

/** The values of the sysctls that are there, by path. */
export async function observeSysctls(paths: string[], door: Door): Promise<Record<string, string>> {
  const found = paths.map(async (path) => [path, await door.readSysctl(path, 'container')] as const);
  const there = (await Promise.all(found)).flatMap(([path, value]) =>
    value === undefined ? [] : [[path, plain(value)] as const],
  );
  return Object.fromEntries(there);
}

/** The container's interface as it is; undefined if it is not there. */
export async function observeAttributes(
  ifName: string,
  door: Door,
): Promise<Required<LinkAttributes> | undefined> {
  const [found] = await door.ask('container', showLink(ifName));
  const link: LinkFacts | undefined = linkFacts(found);
  if (link === undefined) return undefined;
  const json = printed(found?.[0]);
  const { mac, mtu, promisc } = link;
  return {
    mac,
    mtu,
    promisc,
    allmulti: listIn(json, 'flags').includes('ALLMULTI'),
    txQLen: numberIn(json, 'txqlen') ?? 0,
  };
}
