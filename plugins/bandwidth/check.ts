import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, observeLink } from '../../lib/kernel/observe.ts';
import type { Runner } from '../../lib/kernel/runner.ts';
import type { Bucket } from '../../lib/ops/shaping.ts';
import { refuseDifferences, withDoor } from '../../lib/skel/chained.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { bucketOf } from './bucket.ts';
import { observeClassRate } from './classRate.ts';
import type { BandwidthConf } from './conf.ts';
import { ifbName, labelOf, observeNamed } from './facts.ts';
import { isOurs, observeQueueing, observeSorting, ourRedirect, type Queueing } from './qdiscs.ts';

type Request = AttachmentRequest<BandwidthConf>;

/**
 * CHECK: compares the limits that are configured with those that are there. Throws CniError (code 101) that lists
 * all that differs.
 */
export async function check(request: Request, world: World): Promise<void> {
  const { ifName, containerId } = request;
  refuseDifferences(
    `the limits of "${ifName}" of container "${containerId}"`,
    await differences(request, world),
  );
}

/** All that differs, one line each; nothing where no limit is configured. */
export async function differences(request: Request, world: World): Promise<string[]> {
  const { ingress, egress } = request.conf;
  if (ingress === undefined && egress === undefined) return [];
  return withDoor(request, world, async (door) => {
    door.warm('container').warmTc();
    const host = await observeNamed(labelOf(request), door);
    if (host === undefined) return [`no interface on the host bears the owner ${labelOf(request)}`];
    const inside = await observeLink(door, 'container', request.ifName);
    if (inside?.peerIndex !== host.index)
      return [`"${host.name}" is not the other end of "${request.ifName}"`];
    return limitFindings(request, host, { door, runner: world.runner });
  });
}

interface Means {
  door: Door;
  runner: Runner;
}

async function limitFindings(request: Request, host: LinkFacts, by: Means): Promise<string[]> {
  const { ingress, egress } = request.conf;
  const queueing = await observeQueueing(by.door, host.name);
  return [
    ...(ingress ? await exitFindings(request, host.name, bucketOf(ingress, host.mtu), queueing, by) : []),
    ...(egress ? await ifbFindings(request, host, bucketOf(egress, host.mtu), queueing, by) : []),
  ];
}

async function ifbFindings(
  request: Request,
  host: LinkFacts,
  bucket: Bucket,
  queueing: Queueing,
  by: Means,
): Promise<string[]> {
  const name = ifbName(request);
  const ifb = await observeLink(by.door, 'host', name);
  if (ifb?.kind !== 'ifb' || ifb.alias !== labelOf(request)) return [`"${name}" is missing`];
  const findings = await exitFindings(request, name, bucket, await observeQueueing(by.door, name), by);
  if (!ifb.up) findings.push(`"${name}" is down`);
  if (ourRedirect(queueing)?.to !== name)
    findings.push(`what comes in through "${host.name}" is not sent through "${name}"`);
  return findings;
}

/** What limits that which leaves through a link. */
async function exitFindings(
  { conf }: Request,
  link: string,
  bucket: Bucket,
  { qdiscs }: Queueing,
  by: Means,
): Promise<string[]> {
  const kind = conf.subnets === undefined ? 'tbf' : 'htb';
  const root = qdiscs.find(isOurs);
  if (root?.kind !== kind) return [`nothing limits what leaves through "${link}"`];
  if (conf.subnets !== undefined) return sortingFindings(link, conf.subnets.list.length, bucket, by);
  const wanted = Math.floor(bucket.rate / 8);
  const findings =
    root.rate === wanted ? [] : [`"${link}" lets ${(root.rate ?? 0) * 8} bit/s through, not ${bucket.rate}`];
  if (!isBurst(root.burst, bucket))
    findings.push(`"${link}" has a burst of ${root.burst}, not ${bucket.burst} bytes`);
  return findings;
}

async function sortingFindings(link: string, count: number, bucket: Bucket, by: Means): Promise<string[]> {
  const filters = await observeSorting(by.door, link);
  const rate = await observeClassRate(by.runner, link);
  const findings =
    filters.length === count ? [] : [`"${link}" has filters for ${filters.length} networks, not ${count}`];
  const isRate = rate !== undefined && Math.abs(rate - bucket.rate) <= bucket.rate / 1000 + 8;
  return isRate
    ? findings
    : [...findings, `"${link}" lets ${rate ?? 'nothing'} bit/s through, not ${bucket.rate}`];
}

/** Seconds of a burst beyond which tc prints nonsense: it counts them in 32 bits of 64 ns. */
const printable = 270;

/** tc rounds what it prints: "10Kb/1". */
function isBurst(said = '', { rate, burst }: Bucket): boolean {
  if (burst / (rate / 8) > printable) return true;
  const [, number = '', unit = ''] = /^([\d.]+)([KMG]?)/.exec(said) ?? [];
  const bytes = Number(number) * 1024 ** ['', 'K', 'M', 'G'].indexOf(unit);
  return Math.abs(bytes - burst) <= burst / 50 + 16;
}
