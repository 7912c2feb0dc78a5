import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { resultWith, rulesOf } from './testFirewall.ts';

const numbers = [2, 3, 4, 5, 6, 7, 8, 9];
const resultOf = (n: number) => resultWith(`10.1.0.${n}/24`, `fd00:1::${n}/64`);

describe.each(['iptables', 'nftables'])('with %s', (backend) => {
  test('eight first ADDs at once make what they share once, and eight DELs at once leave nothing of theirs', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', backend, ingressPolicy: 'same-bridge' });
    const before = await rulesOf(host);
    const containers = await Promise.all(numbers.map((n) => host.container(`c${n}`)));
    await Promise.all(containers.map((one, at) => net.add(one, { prevResult: resultOf(at + 2) })));
    for (const [at, one] of containers.entries()) await net.check(one, resultOf(at + 2));
    const made = await rulesOf(host);
    expect(made.filter((line, at) => made.indexOf(line) !== at)).toEqual([]); // nothing twice
    await Promise.all(containers.map((one, at) => net.del(one, { prevResult: resultOf(at + 2) })));
    const left = await rulesOf(host);
    expect(left.filter((line) => /weft:firewall:|cni0/.test(line))).toEqual([]);
    await net.gc([]);
    expect(await rulesOf(host)).toEqual(before);
  }, 30_000);

  test('ADDs beside DELs succeed, though each last DEL gives the policy up', async () => {
    await using host = await throwawayHost();
    const net = new PluginNetwork(host, { type: 'firewall', backend, ingressPolicy: 'isolated' });
    const containers = await Promise.all(numbers.map((n) => host.container(`c${n}`)));
    const rounds = containers.map(async (one, at) => {
      for (let round = 0; round < 3; round++) {
        await net.add(one, { prevResult: resultOf(at + 2) });
        await net.del(one, { prevResult: resultOf(at + 2) });
      }
      await net.add(one, { prevResult: resultOf(at + 2) });
    });
    await Promise.all(rounds);
    for (const [at, one] of containers.entries()) await net.check(one, resultOf(at + 2));
  }, 38_000);
});
