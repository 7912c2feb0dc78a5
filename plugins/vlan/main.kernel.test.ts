/**
 * The scenarios of the reference's own tests of vlan, with the master in either place.
 *
 * @needs-kernel vlan
 */
import { atLeast, current, versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf, linkNames, linkOf } from '../../lib/testing/links.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { remembered, vlanNetwork } from './testVlan.ts';

const veth = 'ip link add m0 type veth peer name m1; ip link set m0 up; ip link set m1 up';

// The two have nothing to do with each other, and starting programs is slow where this runs.
describe.each<[boolean, readonly string[]]>([
  [false, versions],
  [true, [current]],
])('vlan with linkInContainer %s', (linkInContainer, versions) => {
  // Reference: vlan 7.5 no. 1, 2, 4 and 5
  test('makes an 802.1Q link with the MTU configured, or the master has, and refuses any other', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const place = linkInContainer ? container : host;
    await place.ok(['sh', '-ec', veth]);
    const net = vlanNetwork(host, { linkInContainer, ipam: {} });
    const result = await net.add(container, { conf: { mtu: 1500 } });
    expect(result.interfaces).toMatchObject([{ name: 'eth0', mtu: 1500, sandbox: container.netns }]);
    const operating = ({ operstate }: { operstate?: string }) => operstate === 'UP'; // the kernel tells it a moment later
    expect(
      await eventually('"eth0" to operate', () => linkOf(container, 'eth0'), operating, 20_000),
    ).toMatchObject({
      mtu: 1500,
      ifalias: 'weft:vlan:mynet:c1:eth0',
      linkinfo: { info_kind: 'vlan', info_data: { id: 5, protocol: '802.1Q' } },
    });
    expect((await linkNames(host)).includes('eth0')).toBe(false);
    await net.del(container);
    const before = await snapshot(host, container);
    for (const mtu of [1600, -100])
      expect(await net.refused('ADD', container, { conf: { mtu } })).toMatchObject({
        code: 7,
        msg: expect.stringContaining(`"mtu" ${mtu}`),
      });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
    await place.ok(['ip', 'link', 'set', 'm0', 'mtu', '1200']);
    expect((await net.add(container)).interfaces).toMatchObject([{ mtu: 1200 }]);
    expect(await linkOf(container, 'eth0')).toMatchObject({ mtu: 1200 });
  });

  // Reference: vlan 7.5 no. 3
  test('attaches with an address, is checked and detached, in every version, and once more', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await (linkInContainer ? container : host).ok(['sh', '-ec', veth]);
    const net = vlanNetwork(host, { linkInContainer, vlanId: 1234 });
    const before = await snapshot(host, container);
    for (const cniVersion of versions) {
      const call: Call = { conf: { cniVersion } };
      const result = await net.add(container, call);
      const { address, linkinfo } = await linkOf(container, 'eth0');
      expect(linkinfo).toMatchObject({ info_kind: 'vlan', info_data: { id: 1234 } });
      const [cidr, ...more] = await addressesOf(container, 'eth0');
      expect([cidr, more]).toEqual([expect.stringMatching(/^10\.1\.2\.\d+\/24$/), []]);
      const interfaces = [{ name: 'eth0', mac: address, sandbox: container.netns }];
      expect(result).toMatchObject(
        atLeast(cniVersion, '0.3.0')
          ? { cniVersion, interfaces, ips: [{ address: cidr, interface: 0 }] }
          : { cniVersion, ip4: { ip: cidr } },
      );
      if (atLeast(cniVersion, '0.4.0')) await net.check(container, result, call);
      await net.del(container, { ...call, prevResult: result });
    }
    await net.del(container);
    const left = difference(before, await snapshot(host, container));
    expect(left.filter((line) => !remembered.test(line))).toEqual([]);
  });
});
