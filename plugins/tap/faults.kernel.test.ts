import { attackEveryLine, leavesNamesakeAlone } from '../../lib/testing/attack.ts';
import type { Fault } from '../../lib/testing/faultyIp.ts';
import { ipamSpy } from '../../lib/testing/ipamSpy.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { tapNetwork } from './testTap.ts';

const own = { ipam: { type: 'spy' }, bridge: 'br1', mtu: 1400, mac: '02:00:00:00:00:07', owner: 4321 };

test.each<Fault>(['refused', 'ip-ends-before', 'ip-ends-after', 'killed-before', 'killed-after'])(
  'tap ADD, at whatever line something happens (%s), leaves nothing, or nothing that DEL does not remove',
  async (fault) => {
    await using host = await throwawayHost();
    using spies = ipamSpy();
    const net = tapNetwork(host, own, spies.path);
    const container = await host.container();
    await container.ok(['ip', 'link', 'add', 'br1', 'type', 'bridge']);
    await attackEveryLine({ net, container, spies, faults: [fault], atLeast: 5 });
  },
  120_000,
);

test("tap ADD leaves another's link of that name alone where ip ends unheard", async () => {
  await using host = await throwawayHost();
  await leavesNamesakeAlone(tapNetwork(host), await host.container());
});
