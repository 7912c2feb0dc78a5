import type { PluginNetwork } from './pluginNetwork.ts';
import type { Container } from './throwawayContainer.ts';

/** What is done to the host, by `sh`, and what CHECK must say of it. */
export type Damage = [command: string, ...words: string[]];

/** For tests: CHECK of what ADD has made, after the damage, has to name all that is broken. */
export async function namesDamage(
  net: PluginNetwork,
  container: Container,
  prevResult: unknown,
  [command, ...words]: Damage,
): Promise<void> {
  await net.host.ok(['sh', '-ec', command]);
  const { msg, details = '' } = await net.refused('CHECK', container, { prevResult });
  const said = `${msg}\n${details}`;
  expect({ command, said, missing: words.filter((word) => !said.includes(word)) }).toMatchObject({
    command,
    missing: [],
  });
}

/** For tests: attaches "c1" anew for each damage. `prepare`: what the container needs before. */
export async function namesEachDamage(
  net: PluginNetwork,
  damages: Damage[],
  prepare: (container: Container) => Promise<unknown> = async () => {},
): Promise<void> {
  for (const damage of damages) {
    const container = await net.host.container('c1');
    await prepare(container);
    const prevResult = await net.add(container);
    await net.check(container, prevResult);
    await namesDamage(net, container, prevResult, damage);
    await net.del(container);
    await container.remove();
    await net.host.ok(['rm', '-rf', '/var/lib/cni/networks']);
  }
}

/**
 * What every plugin of one link in the container has to notice, which stands in "c1" with 10.1.2.2, fd00:1::2 and a
 * route to 192.0.2.0/24.
 */
export const commonDamages: Damage[] = [
  ['ip -n c1 link delete eth0', 'container interface "eth0" is missing'],
  ['ip -n c1 link set eth0 down', 'container interface "eth0" is down'],
  ['ip -n c1 address delete 10.1.2.2/24 dev eth0', '"eth0" lacks the address 10.1.2.2/24'],
  ['ip -n c1 address delete fd00:1::2/64 dev eth0', '"eth0" lacks the address fd00:1::2/64'],
  ['ip -n c1 route delete 192.0.2.0/24', 'the route to 192.0.2.0/24 is missing'],
  ['ip -n c1 link set eth0 address 02:00:00:00:00:99', '"eth0" has MAC 02:00:00:00:00:99, not'],
  ['ip -n c1 link set eth0 mtu 1300', 'container interface "eth0" has MTU 1300, not 1500'],
  ['ip -n c1 link delete eth0; ip -n c1 link add eth0 type bridge', 'is of kind "bridge", not'],
  ['rm /var/lib/cni/networks/mynet/10.1.2.2', '10.1.2.2'],
];
