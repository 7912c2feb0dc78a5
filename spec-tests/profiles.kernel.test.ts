/** That the profiles are true of the plugins that are here: ours, and those of release 1.1.1 of the reference. */
import { needs } from '../lib/testing/needs.ts';
import { snapshot } from '../lib/testing/snapshot.ts';
import type { Container } from '../lib/testing/throwawayContainer.ts';
import { told } from './conformance/call.ts';
import type { Damage, PluginConf } from './conformance/profile.ts';
import type { Trial } from './conformance/trial.ts';
import { all, failed, onGround, probeAll, type Row, rows, succeeded, unable } from './profiles/testGround.ts';

/** What the reference is known to leave, or to say, which no profile may excuse. */
const deviations: Record<string, { left?: RegExp; check?: RegExp }> = {
  bandwidth: { left: /^\+ host qdisc (ingress|tbf) dev peer1 / },
  'host-device': { left: /^[+-] host link device0 / },
  portmap: { check: /could not check ipv6 dnat/ },
  sbr: { left: /^[+-] c1 route / },
  tuning: { left: /^\+ c1 sysctl net\/ipv4\/conf\/eth0\/arp_filter 1/ },
};

beforeAll(async () => {
  needs('ip', 'tc', 'iptables', 'nft', 'busybox');
  await probeAll();
});

test('only what nobody here has is without an executable', () => {
  const without = all.filter(({ type }) => !rows.some((row) => row.type === type)).map(({ type }) => type);
  expect(['dummy', 'tap']).toEqual(expect.arrayContaining(without));
});

test.each(rows)('$whose $type makes, finds and removes an attachment as its profile says', (row) =>
  onGround(row, async (trial) => {
    const known = row.whose === 'our' ? {} : (deviations[row.type] ?? {});
    const before = await trial.snapshot();
    succeeded(await trial.call('ADD'));
    const traces = await tracesOf(trial);
    expect(traces.length > 0).toBe(row.profile.traces !== undefined);
    const check = await trial.call('CHECK');
    if (known.check) expect(told(check)).toMatch(known.check);
    else succeeded(check);
    succeeded(await trial.call('DEL'));
    const left = await trial.since(before);
    expect(left.filter((line) => !known.left?.test(line))).toEqual([]);
    expect(await tracesOf(trial)).toEqual([]);
  }),
);

async function tracesOf(trial: Trial): Promise<string[]> {
  const patterns = (trial.subject.profile.traces ?? []).map(
    (pattern) =>
      new RegExp(pattern.replaceAll('{id}', trial.container.id).replaceAll('{ifname}', trial.ifName)),
  );
  return (await trial.snapshot()).filter((line) => patterns.some((pattern) => pattern.test(line)));
}

test.each(rows)('$whose $type refuses what is malformed, and what it cannot do', (row) => {
  const { malformed = [], scarce, incapable } = row.profile;
  return together(
    onGround(row, async (trial) => {
      for (const conf of malformed) failed(conf, await trial.call('ADD', { conf }));
    }),
    ...(scarce ? [onGround(row, (trial) => exhausted(trial, scarce))] : []),
    ...(incapable ? [onGround(row, (trial) => disabled(row, trial, incapable.join('\n')))] : []),
  );
});

async function exhausted(trial: Trial, conf: PluginConf): Promise<void> {
  succeeded(await trial.call('ADD', { conf }));
  failed(conf, await trial.call('ADD', { conf, container: await trial.another() }));
}

async function disabled({ whose }: Row, trial: Trial, lines: string): Promise<void> {
  if (whose === 'our') succeeded(await trial.call('STATUS'));
  await trial.sh(trial.host, lines);
  failed(lines, await trial.call('ADD'));
  if (whose === 'our') failed(lines, await trial.call('STATUS'));
}

test.each(rows)('every damage to $whose $type can be done, and ours notices it', (row) => {
  const { damages = [], single } = row.profile;
  // What happens in a container does not concern another, so that all of it can share one host.
  const inside = damages.filter(({ where }) => where === 'container' && !single);
  const others = unable.has(row.type) ? [] : damages.filter((damage) => !inside.includes(damage));
  return together(
    onGround(row, async (trial) => {
      for (const damage of inside) await damaged(row, trial, await trial.another(), damage);
    }),
    ...others.map((damage) => onGround(row, (trial) => damaged(row, trial, trial.container, damage))),
  );
});

/** Waits for all, so that nothing goes on after the test, then fails with the first that failed. */
async function together(...all: Promise<void>[]): Promise<void> {
  await Promise.allSettled(all);
  await Promise.all(all);
}

async function damaged(
  row: Row,
  trial: Trial,
  container: Container,
  { name, where, run }: Damage,
): Promise<void> {
  succeeded(await trial.call('ADD', { container }));
  const damage = () => trial.sh(where === 'container' ? container : trial.host, run.join('\n'));
  if (row.whose === 'our') {
    await damage();
    return failed(name, await trial.call('CHECK', { container }));
  }
  const before = await snapshot(trial.host, container);
  await damage();
  expect([name, await snapshot(trial.host, container)]).not.toEqual([name, before]);
}
