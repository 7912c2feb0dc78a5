/**
 * The scenarios of the reference's own tests of vrf.
 *
 * @needs-kernel vrf
 */
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { containerWith, stateOf, tableOf, told, vrfNetwork, vrfOf } from './testVrf.ts';

const own4 = '10.0.0.2/24';
const own6 = 'abcd:1234:ffff::cdde/64';

// Reference: vrf VR-01, VR-02, VR-03 and VR-09
test('vrf moves an interface with its addresses and routes into a VRF and back, in every version', async () => {
  await using host = await throwawayHost();
  const container = await containerWith(host, { eth0: [own4, own6] });
  await container.ok([
    'sh',
    '-ec',
    `ip route add 10.10.10.0/24 via 10.0.0.1; ip route add 1111:dddd::/80 via abcd:1234:ffff::1
     ip route add default nexthop via 10.0.0.1 weight 2 nexthop via 10.0.0.3
     ip -6 route add default nexthop via abcd:1234:ffff::1 nexthop via abcd:1234:ffff::3
     ip route add 10.20.0.0/16 via 10.0.0.9 table 77 mtu 1400
     echo 0 >/proc/sys/net/ipv6/conf/eth0/keep_addr_on_down`,
  ]);
  const routes = [
    { dst: '10.10.10.0/24', gw: '10.0.0.1' },
    { dst: '1111:dddd::/80', gw: 'abcd:1234:ffff::1' },
  ];
  const net = vrfNetwork(host);
  const before = await stateOf(container);
  for (const cniVersion of ['0.3.1', '0.4.0', '1.1.0']) {
    const ips = [own4, own6].map((address) => ({
      ...(cniVersion < '1.0.0' && { version: address.includes(':') ? '6' : '4' }),
      address,
      interface: 0,
    }));
    const prevResult = { ...told(container, 'eth0', [], routes), cniVersion, ips };
    const result = await net.add(container, { conf: { cniVersion }, prevResult });
    expect(result).toMatchObject(prevResult);
    expect(await vrfOf(container, 'red')).toEqual({ table: 1, members: ['eth0'] });
    expect(await tableOf(container, '1')).toEqual([
      'default',
      'nexthop via 10.0.0.1 dev eth0 weight 2',
      'nexthop via 10.0.0.3 dev eth0 weight 1',
      '10.10.10.0/24 via 10.0.0.1 dev eth0',
      '1111:dddd::/80 via abcd:1234:ffff::1 dev eth0',
      'default',
      'nexthop via abcd:1234:ffff::1 dev eth0 weight 1',
      'nexthop via abcd:1234:ffff::3 dev eth0 weight 1',
    ]);
    expect(await tableOf(container, 'main')).toEqual([]);
    expect(await tableOf(container, '77')).toEqual(['10.20.0.0/16 via 10.0.0.9 dev eth0 mtu 1400']);
    const { stdout } = await container.ok(['ip', '-o', 'address', 'show', 'dev', 'eth0', 'scope', 'global']);
    for (const address of [own4, own6]) expect(stdout).toContain(` ${address} `);
    expect(stdout).not.toContain('tentative');
    if (cniVersion !== '0.3.1') await net.check(container, result, { conf: { cniVersion } });
    await net.del(container, { conf: { cniVersion } });
    expect(await stateOf(container)).toEqual(before);
  }
});

// Reference: vrf VR-04, VR-06 and VR-08
test('vrf keeps interfaces apart in VRFs of their own, with the same addresses too, and together in one', async () => {
  await using host = await throwawayHost();
  const dual = [own4, own6];
  const container = await containerWith(host, { a0: dual, a1: dual, a2: ['10.2.0.2/24', 'fd00:2::2/64'] });
  const routes = ['a0', 'a2'].map((name) => `ip route add 10.30.${name === 'a0' ? 1 : 2}.0/24 dev ${name}`);
  await container.ok(['sh', '-ec', routes.join('; ')]);
  const net = vrfNetwork(host);
  const add = (ifName: string, vrfname: string) =>
    net.add(container, { ifName, conf: { vrfname }, prevResult: told(container, ifName, dual) });
  await add('a2', 'blue');
  expect(await tableOf(container, 'main')).toEqual(['10.30.1.0/24 dev a0 scope link']);
  // At once: two interfaces with the same addresses into VRFs of their own.
  await Promise.all([add('a0', 'red'), add('a1', 'green')]);
  const vrfs = await Promise.all(['red', 'green', 'blue'].map((name) => vrfOf(container, name)));
  expect(vrfs.map((vrf) => vrf?.members)).toEqual([['a0'], ['a1'], ['a2']]);
  expect(vrfs.map((vrf) => vrf?.table).sort()).toEqual([1, 2, 3]);
  for (const name of ['a0', 'a1'])
    expect((await container.ok(['ip', 'address', 'show', 'dev', name])).stdout).toContain(own6);
  const del = (ifName: string, vrfname: string) => net.del(container, { ifName, conf: { vrfname } });
  await del('a1', 'green');
  expect(await vrfOf(container, 'green')).toBeUndefined();
  // At once: into the same VRF, while the last that was in it goes.
  await Promise.all([add('a1', 'red'), del('a0', 'red')]);
  expect((await vrfOf(container, 'red'))?.members).toEqual(['a1']);
  await add('a0', 'red');
  await del('a1', 'red');
  expect((await vrfOf(container, 'red'))?.members).toEqual(['a0']);
  await del('a0', 'red');
  expect(await vrfOf(container, 'red')).toBeUndefined();
});

// Reference: vrf VR-05 and VR-07
test('vrf takes one table for as many VRFs as name it, and refuses what it cannot work with', async () => {
  await using host = await throwawayHost();
  const container = await containerWith(host, { a0: [own4], a1: ['10.1.0.2/24'], a2: ['10.2.0.2/24'] });
  const net = vrfNetwork(host, { table: 1001 });
  const call = (ifName: string, conf = {}) => ({ ifName, conf, prevResult: told(container, ifName, [own4]) });
  await net.add(container, call('a0'));
  await net.add(container, call('a1'));
  await net.add(container, call('a2', { vrfname: 'blue' }));
  expect(await vrfOf(container, 'red')).toEqual({ table: 1001, members: ['a0', 'a1'] });
  expect(await vrfOf(container, 'blue')).toEqual({ table: 1001, members: ['a2'] });
  await net.del(container, { ifName: 'a1' });
  await container.ok(['sh', '-ec', 'ip link add br0 type bridge; ip link set a1 master br0']);
  const before = await stateOf(container);
  for (const [ifName, conf, code, words] of [
    ['a1', { vrfname: 'green' }, 104, 'it has already a master set: br0'],
    ['a0', { table: 1002 }, 7, 'already exists with different routing table 1001'],
    ['a2', { vrfname: 'br0' }, 104, 'it has already a master set: blue'],
    ['lo', { vrfname: 'br0' }, 104, 'the link of that name is not a VRF'],
    ['gone0', { vrfname: 'green' }, 7, 'no such interface in the container'],
  ] as const)
    expect(await net.refused('ADD', container, call(ifName, conf))).toMatchObject({
      code,
      msg: expect.stringContaining(words),
    });
  expect(await stateOf(container)).toEqual(before);
});
