import { attackEveryLine, leavesNamesakeAlone } from '../../lib/testing/attack.ts';
import type { Fault } from '../../lib/testing/faultyIp.ts';
import { ipamFailures, leavesNothingOf } from '../../lib/testing/ipamFailures.ts';
import { ipamSpy } from '../../lib/testing/ipamSpy.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, macvlanNetwork, master } from './testMaster.ts';

const own = { ipam: { type: 'spy' }, mtu: 1400, mac: '02:00:00:00:00:07' };

test.each<Fault>(['refused', 'ip-ends-before', 'ip-ends-after', 'killed-before', 'killed-after'])(
  'macvlan ADD, at whatever line something happens (%s), leaves nothing, or nothing that DEL does not remove',
  async (fault) => {
    await using host = await throwawayHost();
    using spies = ipamSpy();
    await cable(host);
    const net = macvlanNetwork(host, own, spies.path);
    await attackEveryLine({ net, container: await host.container(), spies, faults: [fault], atLeast: 5 });
  },
  60_000,
);

test.each(ipamFailures)('macvlan ADD leaves nothing where IPAM %s', async (...failure) => {
  await using host = await throwawayHost();
  using spies = ipamSpy();
  await cable(host);
  const net = macvlanNetwork(host, own, spies.path);
  await leavesNothingOf(failure, net, await host.container(), spies);
});

test.each([false, true])(
  "macvlan ADD leaves another's link of that name alone where ip ends unheard (linkInContainer %s)",
  async (linkInContainer) => {
    await using host = await throwawayHost();
    const container = await host.container();
    await master(linkInContainer ? container : host);
    await leavesNamesakeAlone(macvlanNetwork(host, { linkInContainer, ipam: {} }), container);
  },
);
