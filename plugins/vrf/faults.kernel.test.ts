/**
 * ADD that fails, CHECK of what is broken, DEL of what is gone, and traffic.
 *
 * @needs-kernel vrf
 */
import { FaultyIp, ipLines } from '../../lib/testing/faultyIp.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { reaches } from '../../lib/testing/traffic.ts';
import { containerWith, stateOf, tableOf, told, vrfNetwork, vrfOf } from './testVrf.ts';

const addresses = ['10.0.0.2/24', 'fd00::2/64'];

test('vrf ADD, at whatever line ip fails, leaves everything as it was; killed, no VRF that DEL does not remove', async () => {
  await using host = await throwawayHost();
  using faulty = new FaultyIp();
  const container = await containerWith(host, { eth0: addresses });
  await container.ok(['sh', '-ec', 'ip route add default via 10.0.0.1; ip -6 route add default via fd00::1']);
  const net = vrfNetwork(host);
  const call = { prevResult: told(container, 'eth0', addresses) };
  const { stderr } = await net.call('ADD', container, { ...call, env: { WEFT_LOG: 'debug' } });
  await net.del(container);
  const said = stderr.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line).msg as string)));
  const lines = ipLines(`${said.join('\n')}\n`);
  expect(lines.length).toBeGreaterThan(6);
  const before = await stateOf(container);
  for (const line of lines) {
    const { code } = await net.refused('ADD', container, { ...call, env: faulty.env('refused', line) });
    expect({ line, code, state: await stateOf(container) }).toEqual({ line, code: 100, state: before });
  }
  // What is killed before the interface is in the VRF has taken routes away that nobody knows of any more.
  const joined = lines.findIndex((line) => line.includes(' master '));
  for (const line of lines.slice(0, 2).concat(lines.slice(joined + 2))) {
    const { signal } = await net.call('ADD', container, { ...call, env: faulty.env('killed-after', line) });
    expect([line, signal]).toEqual([line, 'SIGKILL']);
    await net.del(container);
    expect(await vrfOf(container, 'red')).toBeUndefined();
  }
});

/** One damage after another, and what CHECK must say of it. */
const damages: [command: string, words: string][] = [
  ['ip link set red down', 'the VRF "red" is down'],
  [
    'ip route delete 10.9.0.0/16 table 1',
    'table 1, of the VRF "red", lacks the route to 10.9.0.0/16 via 10.0.0.1',
  ],
  ['ip link set eth0 nomaster', '"eth0" is not in the VRF "red"'],
  ['ip link delete red', 'the VRF "red" is missing'],
];

test('vrf CHECK names what is broken, ADD once more mends it, and DEL takes things that are gone for removed', async () => {
  await using host = await throwawayHost();
  const container = await containerWith(host, { eth0: addresses });
  await container.ok(['ip', 'route', 'add', '10.9.0.0/16', 'via', '10.0.0.1']);
  const net = vrfNetwork(host);
  const routes = [{ dst: '10.9.0.0/16', gw: '10.0.0.1' }];
  const prevResult = await net.add(container, { prevResult: told(container, 'eth0', addresses, routes) });
  for (const [command, words] of damages) {
    await container.ok(['sh', '-ec', command]);
    expect((await net.refused('CHECK', container, { prevResult })).msg).toContain(words);
    const repaired = await net.call('REPAIR', container, { prevResult });
    expect([command, repaired.exitCode, repaired.stdout]).toEqual([command, 0, '']);
    expect(await tableOf(container, '1')).toEqual(['10.9.0.0/16 via 10.0.0.1 dev eth0']);
  }
  await container.ok(['ip', 'link', 'delete', 'eth0']);
  await net.del(container);
  expect(await vrfOf(container, 'red')).toBeUndefined();
  await net.del(container);
  await container.remove();
  await net.del(container);
});

test('vrf lets two networks with the same addresses live in one container', async () => {
  await using host = await throwawayHost();
  const container = await containerWith(host, { a0: addresses, a1: addresses });
  for (const name of ['a0', 'a1'])
    await host.ok([
      'sh',
      '-ec',
      `ip -n ${name} address add 10.0.0.1/24 dev ${name}; ip -n ${name} address add fd00::1/64 dev ${name} nodad
       ip -n ${name} address add 192.0.2.${name === 'a0' ? 1 : 2}/32 dev ${name}`,
    ]);
  const net = vrfNetwork(host);
  for (const [ifName, vrfname] of [
    ['a0', 'red'],
    ['a1', 'blue'],
  ] as const)
    await net.add(container, {
      ifName,
      conf: { vrfname },
      prevResult: told(container, ifName, addresses, [{ dst: '0.0.0.0/0', gw: '10.0.0.1' }]),
    });
  const seen = async (vrf: string) => [
    await reaches(container, '192.0.2.1', '-I', vrf),
    await reaches(container, '192.0.2.2', '-I', vrf),
    await reaches(container, 'fd00::1', '-I', vrf),
  ];
  expect(await seen('red')).toEqual([true, false, true]);
  expect(await seen('blue')).toEqual([false, true, true]);
});
