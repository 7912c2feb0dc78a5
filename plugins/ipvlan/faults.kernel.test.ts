/**
 * CHECK of what is broken, and ADD that fails.
 *
 * @needs-kernel ipvlan
 */
import { attackEveryLine, leavesNamesakeAlone } from '../../lib/testing/attack.ts';
import { type Damage, namesDamage } from '../../lib/testing/damages.ts';
import { ipamSpy } from '../../lib/testing/ipamSpy.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, dual, ipvlanNetwork } from './testIpvlan.ts';

/** One after another, none of them mended. */
const damages: Damage[] = [
  ['ip link set m0 down', 'master "m0" is down'],
  [
    'ip link set m0 up; ip -n c1 link set eth0 down mtu 1300',
    'container interface "eth0" is down',
    'container interface "eth0" has MTU 1300, not 1500',
  ],
  [
    'ip -n c1 address flush dev eth0',
    'lacks the address 10.1.2.2/24',
    'lacks the address fd00:1::2/64',
    'the route to 192.0.2.0/24 is missing',
  ],
  [
    'ip -n c1 link delete eth0; ip link add link m9 name eth0 netns c1 type ipvlan mode l3 vepa',
    'container interface "eth0" has mode l3, not l2',
    'container interface "eth0" has flags vepa, not private',
    'container interface "eth0" does not stand on master "m0"',
  ],
  ['ip -n c1 link delete eth0; ip -n c1 link add eth0 type bridge', 'is of kind "bridge", not "ipvlan"'],
  ['ip -n c1 link delete eth0', 'container interface "eth0" is missing'],
  ['rm /var/lib/cni/networks/mynet/10.1.2.2', '10.1.2.2'],
];

test('ipvlan CHECK names what is broken', async () => {
  await using host = await throwawayHost();
  await cable(host);
  await host.ok(['ip', 'link', 'add', 'm9', 'type', 'veth', 'peer', 'name', 'm8']);
  const net = ipvlanNetwork(host, { flags: 'private', ipam: { ...dual, routes: [{ dst: '192.0.2.0/24' }] } });
  const container = await host.container('c1');
  const prevResult = await net.add(container);
  await net.check(container, prevResult);
  for (const damage of damages) await namesDamage(net, container, prevResult, damage);
});

test('ipvlan ADD, at whatever line ip fails, leaves nothing; killed, nothing that DEL does not remove', async () => {
  await using host = await throwawayHost();
  using spies = ipamSpy();
  await cable(host);
  const net = ipvlanNetwork(host, { ipam: { type: 'spy' }, mtu: 1400 }, spies.path);
  const container = await host.container();
  // What follows the first two lines is the same in all such plugins: plugins/macvlan is killed at every line.
  const isFirst = (_line: string, index: number) => index < 2;
  await attackEveryLine({
    net,
    container,
    spies,
    faults: ['refused', ['killed-after', isFirst]],
    atLeast: 5,
  });
});

test("ipvlan ADD leaves another's link of that name alone where ip ends unheard", async () => {
  await using host = await throwawayHost();
  await cable(host);
  await leavesNamesakeAlone(ipvlanNetwork(host), await host.container());
});
