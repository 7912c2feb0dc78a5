/**
 * CHECK of what is broken, and ADD that fails.
 *
 * @needs-kernel dummy
 */
import { attackEveryLine, leavesNamesakeAlone } from '../../lib/testing/attack.ts';
import { commonDamages, namesEachDamage } from '../../lib/testing/damages.ts';
import { ipamSpy } from '../../lib/testing/ipamSpy.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, dummyNetwork } from './testDummy.ts';

test('dummy CHECK names what is broken', async () => {
  await using host = await throwawayHost();
  const net = dummyNetwork(host, { ipam: { ...dual, routes: [{ dst: '192.0.2.0/24' }] } });
  await namesEachDamage(net, commonDamages);
}, 240_000);

test('dummy ADD, at whatever line ip fails, leaves nothing; killed, nothing that DEL does not remove', async () => {
  await using host = await throwawayHost();
  using spies = ipamSpy();
  const net = dummyNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  const container = await host.container();
  await attackEveryLine({ net, container, spies, faults: ['refused', 'killed-after'], atLeast: 5 });
}, 240_000);

test("dummy ADD leaves another's link of that name alone where ip ends unheard", async () => {
  await using host = await throwawayHost();
  await leavesNamesakeAlone(dummyNetwork(host), await host.container());
});
