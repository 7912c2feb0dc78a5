import { difference } from '../../lib/testing/difference.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { FaultyRules } from './testFaultyRules.ts';
import { prepared, rulesOf, state } from './testFirewall.ts';

const cases = ['iptables', 'nftables'].flatMap((backend) => [
  { backend, others: 0 },
  { backend, others: 1 },
]);

let faulty: FaultyRules;
beforeEach(() => {
  faulty = new FaultyRules();
});
afterEach(() => faulty[Symbol.dispose]());

/** How many transactions the last call has begun. */
function transactions(watched: FaultyRules): number {
  return watched.calls().filter((call) => /^(ip6?tables-restore|nft -f)/.test(call)).length;
}

describe.each(cases)('firewall ADD with $backend beside $others others', ({ backend, others }) => {
  test('of which any one transaction is refused goes on, and all is there, or leaves nothing', async () => {
    await using host = await throwawayHost();
    const { chain, container, prevResult: dual } = await prepared(host, backend, others);
    const prevResult = { ...dual, ips: dual.ips?.slice(0, 1) }; // the other family has the same transactions
    const before = await state(host);
    let whole: string[] | undefined;
    for (let first = 1; first === 1 || transactions(faulty) >= first; first++) {
      const { exitCode } = await chain.firewall.call('ADD', container, {
        prevResult,
        env: faulty.env(first),
      });
      if (exitCode === 0) {
        await chain.firewall.check(container, prevResult);
        const now = (await rulesOf(host)).sort();
        whole ??= now;
        expect(now).toEqual(whole);
        await chain.firewall.del(container, { prevResult });
        if (others === 0) await chain.firewall.gc([]);
      } else expect(difference(before, await state(host))).toEqual([]);
    }
    expect(whole).toBeDefined();
  }, 38_000);
});
