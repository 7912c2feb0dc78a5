import { difference } from './difference.ts';
import { type Fault, FaultyIp } from './faultyIp.ts';
import { isReserved } from './ipamSpy.ts';
import { linesOfAdd } from './linesOfAdd.ts';
import type { PluginNetwork } from './pluginNetwork.ts';
import { snapshot } from './snapshot.ts';
import type { SpyPlugins } from './spyPlugins.ts';
import type { Container } from './throwawayContainer.ts';

/** ADDs to be attacked, of a network whose IPAM plugin is `ipamSpy`. */
export interface Attacked {
  net: PluginNetwork;
  container: Container;
  spies: SpyPlugins;
  /** What happens, and to which lines; the first is 0. Absent: to all. */
  faults: (Fault | [Fault, isMeant: (line: string, index: number) => boolean])[];
  /** How many lines ADD has at least, so that the test can fail. */
  atLeast: number;
  /** What DEL leaves to others to remove, after an ADD that was killed. */
  clear?: () => Promise<void>;
  /** What is to be done before the first attack. */
  prepare?: () => Promise<unknown>;
}

/**
 * For tests: has something happen at each line that ADD hands to `ip`, one after another. An ADD that fails has to
 * leave nothing and to give its address back; one that is killed, nothing that DEL does not remove; and the next has to
 * work.
 */
export async function attackEveryLine(attacked: Attacked): Promise<void> {
  const { net, container, spies, faults, clear, prepare } = attacked;
  using faulty = new FaultyIp();
  const lines = await linesOfAdd(net.host, net.conf(), container, spies.path);
  await net.del(container);
  await clear?.();
  expect(lines.length).toBeGreaterThanOrEqual(attacked.atLeast);
  await prepare?.();
  const before = await snapshot(net.host, container);
  for (const [fault, isMeant] of faults.map((one) => (typeof one === 'string' ? ([one] as const) : one)))
    for (const [index, line] of lines.entries()) {
      if (isMeant?.(line, index) === false) continue;
      spies.forget();
      await attackedAdd(attacked, fault, line, faulty);
      const left = difference(before, await snapshot(net.host, container));
      const reserved = isReserved(spies);
      expect({ fault, line, left, reserved }).toEqual({ fault, line, left: [], reserved: false });
    }
  await net.check(container, await net.add(container));
}

async function attackedAdd(
  { net, container, clear }: Attacked,
  fault: Fault,
  line: string,
  faulty: FaultyIp,
): Promise<void> {
  const env = faulty.env(fault, line);
  if (!fault.startsWith('killed')) {
    const { code } = await net.refused('ADD', container, { env });
    expect({ fault, line, code }).toEqual({ fault, line, code: 100 });
    return;
  }
  const { signal, stdout } = await net.call('ADD', container, { env });
  expect({ fault, line, signal, stdout }).toEqual({ fault, line, signal: 'SIGKILL', stdout: '' });
  await net.del(container);
  await clear?.();
}

/**
 * For tests: has `ip` end without a word at the line that would make the link, where somebody else's has its name in
 * the container. That one has to stay.
 */
export async function leavesNamesakeAlone(net: PluginNetwork, container: Container): Promise<void> {
  using faulty = new FaultyIp();
  await container.ok(['ip', 'link', 'add', 'eth0', 'type', 'bridge']);
  const before = await snapshot(net.host, container);
  for (const fault of ['ip-ends-before', 'ip-ends-after'] as const) {
    const { code, msg } = await net.refused('ADD', container, { env: faulty.env(fault, '*add *') });
    const left = difference(before, await snapshot(net.host, container));
    const expected = { code: 104, msg: 'Cannot attach "eth0": name already exists in the container' };
    expect({ fault, code, msg, left }).toEqual({ fault, ...expected, left: [] });
  }
}
