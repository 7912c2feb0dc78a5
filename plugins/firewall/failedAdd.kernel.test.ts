import { difference } from '../../lib/testing/difference.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { FaultyRules } from './testFaultyRules.ts';
import { prepared, state } from './testFirewall.ts';

const cases = ['iptables', 'nftables'].flatMap((backend) => [
  { backend, others: 0 },
  { backend, others: 1 },
]);

let faulty: FaultyRules;
beforeEach(() => {
  faulty = new FaultyRules();
});
afterEach(() => faulty[Symbol.dispose]());

describe.each(cases)('firewall ADD with $backend beside $others others', ({ backend, others }) => {
  test('that is refused from some transaction on fails and leaves nothing', async () => {
    await using host = await throwawayHost();
    const { chain, container, prevResult: dual } = await prepared(host, backend, others);
    // With a ground to be made there are many transactions, and both families have the same.
    const prevResult = { ...dual, ips: others === 0 ? dual.ips?.slice(0, 1) : dual.ips };
    const before = await state(host);
    let succeeded = false;
    for (let first = 1; !succeeded && first < 30; first++) {
      const { exitCode, json } = await chain.firewall.call('ADD', container, {
        prevResult,
        env: faulty.env(first, true),
      });
      succeeded = exitCode === 0;
      if (succeeded) expect(first).toBeGreaterThan(1);
      else {
        expect([json?.code, json?.details]).toEqual([100, expect.stringContaining('refused by the test')]);
        expect(difference(before, await state(host))).toEqual([]);
      }
    }
    expect(succeeded).toBe(true);
    await chain.firewall.check(container, prevResult);
  }, 38_000);
});
