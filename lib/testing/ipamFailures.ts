import { difference } from './difference.ts';
import { givenBySpy } from './ipamSpy.ts';
import type { PluginNetwork } from './pluginNetwork.ts';
import { snapshot } from './snapshot.ts';
import type { SpyAnswer, SpyPlugins } from './spyPlugins.ts';
import type { Container } from './throwawayContainer.ts';

/** What an IPAM plugin does that no ADD can survive, and the code of the ADD. For `test.each`. */
export const ipamFailures: [what: string, answer: SpyAnswer, code: number][] = [
  ['fails', { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'no more' } }, 142],
  ['gives no address', { stdout: { ips: [] } }, 103],
  ['gives an address twice', { stdout: { ips: [...givenBySpy.ips, ...givenBySpy.ips] } }, 100],
];

/** For tests: ADD with a spy that does so has to fail with the code, to leave nothing, and to tell the spy. */
export async function leavesNothingOf(
  [, answer, code]: (typeof ipamFailures)[number],
  net: PluginNetwork,
  container: Container,
  spies: SpyPlugins,
): Promise<void> {
  spies.plant('spy', { ADD: answer });
  const before = await snapshot(net.host, container);
  expect(await net.refused('ADD', container)).toMatchObject({ code });
  expect(difference(before, await snapshot(net.host, container))).toEqual([]);
  expect(spies.log()).toEqual(['spy ADD', 'spy DEL']);
}
