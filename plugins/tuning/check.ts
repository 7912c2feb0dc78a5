import type { LinkAttributes } from '../../lib/ops/linkAttributes.ts';
import { refuseDifferences, withDoor } from '../../lib/skel/chained.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { TuningConf } from './conf.ts';
import { observeAttributes, observeSysctls, wantsLink } from './facts.ts';
import { resolveSysctls, type Sysctl } from './sysctls.ts';

/** CHECK: compares what is configured with what is. Throws CniError (code 101) that lists all that differs. */
export async function check(request: AttachmentRequest<TuningConf>, world: World): Promise<void> {
  const { conf, ifName, containerId } = request;
  const sysctls = resolveSysctls(conf.sysctls, ifName);
  if (sysctls.length === 0 && !wantsLink(conf)) return;
  const differences = await withDoor(request, world, async (door) => {
    const link = wantsLink(conf) ? await observeAttributes(ifName, door) : undefined;
    const values = await observeSysctls(
      sysctls.map(({ path }) => path),
      door,
    );
    return [
      ...(wantsLink(conf) ? linkFindings(ifName, conf.link, link) : []),
      ...sysctlFindings(sysctls, values),
    ];
  });
  refuseDifferences(`the tuning of "${ifName}" of container "${containerId}"`, differences);
}

const names: Record<keyof LinkAttributes, string> = {
  mac: 'MAC',
  mtu: 'MTU',
  promisc: 'promiscuous mode',
  allmulti: 'all-multicast mode',
  txQLen: 'queue length',
};

/** Only what is configured: the rest is somebody else's. */
export function linkFindings(
  ifName: string,
  want: LinkAttributes,
  is: Required<LinkAttributes> | undefined,
): string[] {
  if (is === undefined) return [`"${ifName}" is missing`];
  const wanted = Object.entries(want) as [keyof LinkAttributes, string | number | boolean][];
  return wanted
    .filter(([key, value]) => is[key] !== value)
    .map(([key, value]) => `"${ifName}" has ${names[key]} ${said(is[key])}, not ${said(value)}`);
}

/** Values as both were read: single blanks where the kernel prints tabs. */
function sysctlFindings(want: Sysctl[], is: Record<string, string>): string[] {
  return want
    .filter(({ path, value }) => is[path] !== value)
    .map(
      ({ path, value }) =>
        `${path} is ${is[path] === undefined ? 'missing' : `"${is[path]}"`}, not "${value}"`,
    );
}

function said(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}
