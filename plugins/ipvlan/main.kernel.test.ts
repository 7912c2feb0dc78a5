/**
 * The scenarios of the reference's own tests of ipvlan, with the master in either place, but for the chain.
 *
 * @needs-kernel ipvlan
 */
import { atLeast, current, versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { addressesOf, defaultRoutes, linkNames, linkOf } from '../../lib/testing/links.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { dual, prepared, remembered, v4 } from './testIpvlan.ts';

// The two have nothing to do with each other, and starting programs is slow where this runs.
describe.each<[boolean, readonly string[]]>([
  [false, versions],
  [true, [current]],
])('ipvlan with linkInContainer %s', (linkInContainer, versions) => {
  // Reference: ipvlan 6.5 no. 1, 2 and 4
  test('attaches with an address, is checked and detached, in every version', async () => {
    await using at = await prepared(linkInContainer, {
      ipam: { ...v4, routes: [{ dst: '0.0.0.0/0', gw: '10.1.2.1' }] },
    });
    await at.net.del(at.container);
    const before = await snapshot(at.host, at.container);
    for (const cniVersion of versions) {
      const call: Call = { conf: { cniVersion } };
      const result = await at.net.add(at.container, call);
      const link = await linkOf(at.container, 'eth0');
      expect(link).toMatchObject({
        mtu: 1500,
        flags: expect.arrayContaining(['UP']),
        ifalias: 'weft:ipvlan:mynet:c1:eth0',
        address: (await linkOf(at.place, 'm0')).address,
        linkinfo: { info_kind: 'ipvlan', info_data: { mode: 'l2', bridge: true } },
      });
      const [cidr, ...more] = await addressesOf(at.container, 'eth0');
      expect([cidr, more]).toEqual([expect.stringMatching(/^10\.1\.2\.\d+\/24$/), []]);
      expect(await defaultRoutes(at.container)).toEqual(['10.1.2.1']);
      const interfaces = [{ name: 'eth0', mac: link.address, sandbox: at.container.netns }];
      expect(result).toMatchObject(
        atLeast(cniVersion, '0.3.0')
          ? { cniVersion, interfaces, ips: [{ address: cidr, interface: 0 }] }
          : { cniVersion, ip4: { ip: cidr } },
      );
      if (atLeast(cniVersion, '0.4.0')) await at.net.check(at.container, result, call);
      await at.net.del(at.container, { ...call, prevResult: result });
    }
    await at.net.del(at.container);
    const left = difference(before, await snapshot(at.host, at.container));
    expect(left.filter((line) => !remembered.test(line))).toEqual([]);
  });

  // Reference: ipvlan 6.5 no. 5
  test('takes the interface of the default route where no master is named, in CHECK and DEL too', async () => {
    await using at = await prepared(linkInContainer, { master: undefined, ipam: dual });
    const where = linkInContainer ? 'in the container' : 'on the host';
    expect(await at.net.refused('ADD', at.container)).toMatchObject({
      code: 7,
      msg: expect.stringContaining(`no default route ${where}`),
    });
    await at.place.ok([
      'sh',
      '-ec',
      'ip address add 192.0.2.2/24 dev m0; ip route add default via 192.0.2.1',
    ]);
    const result = await at.net.add(at.container);
    expect(result.ips?.map(({ address }) => address)).toEqual(['10.1.2.2/24', 'fd00:1::2/64']);
    await at.net.check(at.container, result);
    await at.place.ok(['ip', 'route', 'delete', 'default']);
    await at.net.check(at.container, result);
    await at.net.del(at.container, { prevResult: result });
    expect((await linkNames(at.container)).includes('eth0')).toBe(false);
  });
});
