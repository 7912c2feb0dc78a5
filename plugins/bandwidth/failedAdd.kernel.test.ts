import { difference } from '../../lib/testing/difference.ts';
import { type Fault, FaultyIp, ipLines } from '../../lib/testing/faultyIp.ts';
import { commandsOf } from '../../lib/testing/planFixtures.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { both, ifb, limited } from './testBandwidth.ts';
import { planFor } from './testPlan.ts';

const subnets = { unshapedSubnets: ['10.2.0.0/16'] };

/** Every line of an ADD; what varies from call to call stands for anything. */
const lines = ipLines(`${commandsOf(planFor({ ...subnets, ...both })).join('  # \n')}  # `).map((line) =>
  line.replace(/bwp[0-9a-f]+/g, ifb).replaceAll('2e34dcf34', 'c1'),
);

describe.each<Fault>(['refused', 'ip-ends-after'])(
  'bandwidth ADD, at whatever line a tool fails (%s)',
  (fault) => {
    test('leaves nothing', async () => {
      await using host = await throwawayHost();
      using ip = new FaultyIp();
      const { net, container, prevResult } = await limited(host, { ...both, ...subnets });
      const before = await snapshot(host, container);
      expect(lines.length).toBeGreaterThan(12);
      for (const line of lines) {
        const { code } = await net.refused('ADD', container, { prevResult, env: ip.env(fault, line) });
        const left = difference(before, await snapshot(host, container));
        expect({ line, code, left }).toEqual({ line, code: 100, left: [] });
      }
    }, 60_000);
  },
);

test('bandwidth ADD, killed at whatever line, leaves what DEL removes, and GC', async () => {
  await using host = await throwawayHost();
  using ip = new FaultyIp();
  const { net, container, prevResult } = await limited(host, { ...both, ...subnets });
  const before = await snapshot(host, container);
  for (const line of lines) {
    const killed = await net.call('ADD', container, { prevResult, env: ip.env('killed-after', line) });
    expect([line, killed.signal]).toEqual([line, 'SIGKILL']);
    await net.del(container);
    expect({ line, left: difference(before, await snapshot(host, container)) }).toEqual({ line, left: [] });
  }
}, 60_000);
