import { difference } from '../../lib/testing/difference.ts';
import { FaultyIp } from '../../lib/testing/faultyIp.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { call, ordered, ready } from './testFaults.ts';

test.each(['refused', 'ip-ends-before', 'ip-ends-after'] as const)(
  'sbr ADD, at whatever line ip fails (%s), leaves every route as it was, and works the next time',
  async (fault) => {
    await using host = await throwawayHost();
    using faulty = new FaultyIp();
    const { container, net, lines } = await ready(host);
    const [before, order] = [await snapshot(host, container), await ordered(container)];
    expect(order).toHaveLength(3);
    // An ip that ends is the same at any line of a stage: every third covers each stage.
    const tried = fault === 'refused' ? lines : lines.filter((_, index) => index % 3 === 0);
    for (const line of tried) {
      const { code } = await net.refused('ADD', container, {
        ...call(container),
        env: faulty.env(fault, line),
      });
      const left = difference(before, await snapshot(host, container));
      expect({ line, code, left, order: await ordered(container) }).toEqual({
        line,
        code: 100,
        left: [],
        order,
      });
    }
    await net.check(container, await net.add(container, call(container)), { ifName: 'net1' });
  },
  90_000,
);
