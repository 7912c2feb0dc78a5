import { fileURLToPath } from 'node:url';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { attachmentNamed } from './attachments.ts';
import type { Case, Verb } from './cases.ts';
import { layDevice } from './layDevice.ts';
import { fillPool } from './pool.ts';
import { configurations, programsOf, type Side } from './sides.ts';

/** Milliseconds of every call, in the order of the runs. */
export type Samples = Partial<Record<Verb, Partial<Record<Side, number[]>>>>;

/** Calls that do not count: they bring executables into memory, make the bridge, and load kernel modules. */
const warmUp = 3;

/** Milliseconds after which something must have gone wrong. */
const patience = 600_000;

const folder = '/run/bench';
const driver = fileURLToPath(new URL('driver.sh', import.meta.url));

/**
 * Measures a case with these sides in turn, in a throwaway host of its own. Throws with what was said if a call fails.
 */
export async function measure(one: Case, sides: Side[], runs: number): Promise<Samples> {
  await using host = await throwawayHost();
  await prepare(host, one, sides);
  if (one.stay) return await measureStaying(host, one.stay, sides);
  const counting = Math.min(runs, one.pool?.runs ?? runs);
  const argv = driverArguments(counting + warmUp, one.verbs, sides);
  const { stdout } = await host.ok(argv, { timeout: patience });
  return parseSamples(stdout);
}

/** Interfaces in a container: few containers are quick to make, and one with a thousand interfaces would be an odd one. */
const perContainer = 20;

/** Attaches more and more, each side by itself, so that neither pays for the other's. */
async function measureStaying(host: Host, stay: NonNullable<Case['stay']>, sides: Side[]): Promise<Samples> {
  let all: Samples = {};
  for (const side of sides) {
    const count = stay[side as keyof typeof stay];
    const containers = Math.ceil(count / perContainer);
    host.write(`${folder}/containers`, String(containers));
    for (let index = 0; index < containers; index++) await host.container(`${side}-${index}`);
    await host.ok(['rm', '-f', `${folder}/quiet`]);
    const { stdout } = await host.ok(driverArguments(count, ['ADD'], [side]), { timeout: patience });
    all = { ADD: { ...all.ADD, ...parseSamples(stdout, 0).ADD } };
  }
  return all;
}

/** The driver with its arguments, for a host that has been prepared. */
export function driverArguments(runs: number, verbs: Verb[], sides: Side[]): string[] {
  return [driver, folder, String(runs), verbs.join(' '), ...sides];
}

/** Lays out what the driver wants to find: for each side a container, program and configuration, a device or pool. */
export async function prepare(
  host: Host,
  one: Pick<Case, 'of' | 'chained' | 'pool'>,
  sides: Side[],
): Promise<void> {
  const attachment = attachmentNamed(one.of);
  host.write(`${folder}/ifname`, attachment.ifName ?? 'eth0');
  for (const side of sides) {
    await layDevice(host, await host.container(side), attachment);
    host.write(`${folder}/${side}.program`, lines(programsOf(one, side)));
    host.write(
      `${folder}/${side}.conf`,
      lines(configurations(one, side).map((conf) => JSON.stringify(conf))),
    );
    if (one.pool) await fillPool(host, side, one.pool.reserved);
  }
}

function lines(all: string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/** Reads what the driver says: "RUN SIDE VERB MICROSECONDS". */
export function parseSamples(text: string, skip = warmUp): Samples {
  const samples: Samples = {};
  for (const line of text.trim().split('\n')) {
    const [, run, side, verb, micros] = /^(\d+) (\w+) ([A-Z]+) (\d+)$/.exec(line) ?? [];
    if (micros === undefined) throw new Error(`Cannot read the driver's line: ${JSON.stringify(line)}`);
    if (Number(run) < skip) continue;
    put(samples, verb as Verb, side as Side, Number(micros) / 1000);
  }
  return samples;
}

function put(samples: Samples, verb: Verb, side: Side, ms: number): void {
  const ofVerb = samples[verb] ?? {};
  samples[verb] = { ...ofVerb, [side]: [...(ofVerb[side] ?? []), ms] };
}
