import { FaultyIp } from './faultyIp.ts';
import type { PluginNetwork } from './pluginNetwork.ts';
import type { SpyPlugins } from './spyPlugins.ts';
import type { Container } from './throwawayContainer.ts';
import type { Host } from './throwawayHost.ts';

/** The IPv4 addresses that our host-local has given out for a network. */
export async function reservations(host: Host, network = 'mynet'): Promise<string[]> {
  const folder = `/var/lib/cni/networks/${network}`;
  const { stdout } = await host.run(['sh', '-c', `cd ${folder} && ls -d [1-9]* 2>/dev/null`]);
  return stdout.split('\n').filter(Boolean);
}

/**
 * For tests: DEL, and another, give the address back after `command` was done on the host. `named`: CNI_NETNS is there.
 */
export async function givesAddressBack(
  net: PluginNetwork,
  command: string,
  named: boolean,
  address: string,
): Promise<void> {
  const container = await net.host.container('c1');
  const prevResult = await net.add(container);
  expect(await reservations(net.host)).toEqual([address]);
  await net.host.ok(['sh', '-ec', command]);
  const whom = named ? container : { id: container.id };
  await net.del(whom, { prevResult });
  await net.del(whom);
  expect(await reservations(net.host)).toEqual([]);
}

/**
 * For tests: DEL whose own removal is refused at `line` still calls the IPAM plugin "spy", once, and tells both
 * failures.
 */
export async function tellsBothFailures(
  net: PluginNetwork,
  container: Container,
  spies: SpyPlugins,
  line: string,
  words: string,
): Promise<void> {
  using faulty = new FaultyIp();
  const failure = { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'disk full' } };
  spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } }, DEL: failure });
  await net.add(container);
  spies.forget();
  const { code, details } = await net.refused('DEL', container, { env: faulty.env('refused', line) });
  expect([code, details?.split('\n')]).toEqual([105, [expect.stringContaining(words), 'spy DEL: disk full']]);
  expect(spies.log()).toEqual(['spy DEL']);
}
