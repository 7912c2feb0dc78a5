import { firewalldAnswers, firewalldSource } from '../../lib/kernel/firewalld.ts';
import { withLeftOver } from '../../lib/skel/failures.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { asCniError, CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { FirewallConf } from './conf.ts';
import { openingOf } from './opening.ts';
import { recordsOf, removeRecord, type SourceRecord, writeRecord } from './records.ts';

/** Puts the addresses into the zone, does `rest`, and if anything fails takes out again what it has put in. */
export async function openSources(
  request: AttachmentRequest<FirewallConf>,
  world: World,
  rest: () => Promise<Result>,
): Promise<Result> {
  const { label, ips } = openingOf(request, true);
  const fresh: SourceRecord[] = [];
  try {
    for (const ip of ips) {
      const record = { label, ip, zone: request.conf.zone };
      if (writeRecord(record)) fresh.push(record);
      await addSource(record, world);
    }
    return await rest();
  } catch (thrown) {
    throw withLeftOver(asCniError(thrown), await closeRecorded(fresh, world));
  }
}

async function addSource({ ip, zone }: SourceRecord, world: World): Promise<void> {
  world.trace(`firewalld: addSource ${zone} ${ip}`);
  const answer = await firewalldSource(world.runner, 'addSource', zone, ip);
  if (answer === true || (typeof answer === 'object' && answer.refused.includes('ZONE_ALREADY_SET'))) return;
  const said = typeof answer === 'object' ? answer.refused : 'it said no';
  throw new CniError(Code.kernelRefused, `Cannot add ${ip} to zone "${zone}" of firewalld: ${said}`);
}

/**
 * Takes the attachment's addresses out of their zones, as far as it is written down. True: something was. Failures
 * as text.
 */
export async function closeSources(
  label: string,
  ips: string[] | undefined,
  world: World,
): Promise<{ found: boolean; failures: string[] }> {
  const told = ips === undefined ? [] : recordsOf(label, ips);
  const records = told.length > 0 && told.length === ips?.length ? told : recordsOf(label);
  return { found: records.length > 0, failures: await closeRecorded(records, world) };
}

/**
 * An address that another attachment has let through as well stays. So does none that firewalld has forgotten, or
 * never knew.
 */
export async function closeRecorded(records: SourceRecord[], world: World): Promise<string[]> {
  const failures: string[] = [];
  for (const record of records) {
    const failure = removeRecord(record) ? await removeSource(record, world) : undefined;
    if (failure === undefined) continue;
    writeRecord(record); // or nobody would know of it any more
    failures.push(failure);
  }
  return failures;
}

async function removeSource({ ip, zone }: SourceRecord, world: World): Promise<string | undefined> {
  world.trace(`firewalld: removeSource ${zone} ${ip}`);
  const answer = await firewalldSource(world.runner, 'removeSource', zone, ip);
  if (typeof answer === 'boolean' || /UNKNOWN_SOURCE|INVALID_ZONE|ZONE_CONFLICT/.test(answer.refused))
    return undefined;
  // What it was told here ends with it.
  if (!(await firewalldAnswers(world.runner))) return undefined;
  return `Cannot remove ${ip} from zone "${zone}" of firewalld: ${answer.refused}`;
}
