import { versions } from '../../lib/spec/version.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { addressesOf, defaultRoutes, hostLinks, ipam, linkOf } from './testLinks.ts';
import { BridgeNetwork } from './testNetwork.ts';

const subnets = {
  v4: { ranges: ['10.1.2.0/24'], gateways: ['10.1.2.1/24'], defaults: ['10.1.2.1'] },
  v6: { ranges: ['2001:db8::/64'], gateways: ['2001:db8::1/64'], defaults: ['2001:db8::1'] },
  dual: {
    ranges: ['10.1.2.0/24', 'fd00:1::/64'],
    gateways: ['10.1.2.1/24', 'fd00:1::1/64'],
    defaults: ['10.1.2.1', 'fd00:1::1'],
  },
  three: {
    ranges: ['192.168.0.0/24', 'fd00:1::/64', 'fd00:2::/64'],
    gateways: ['192.168.0.1/24', 'fd00:1::1/64', 'fd00:2::1/64'],
    defaults: ['192.168.0.1', 'fd00:1::1'],
  },
};

describe.each(versions)('bridge ADD in version %s', (cniVersion) => {
  const isOld = cniVersion === '0.1.0' || cniVersion === '0.2.0';

  // Reference: bridge 3.7 no. 3 to 6, 21 to 23 and 38 to 40
  test.each(Object.entries(subnets))(
    'makes what the result tells: %s',
    async (name, { ranges, gateways, defaults }) => {
      await using host = await throwawayHost();
      const net = new BridgeNetwork(host, { cniVersion, isDefaultGateway: true, ipam: ipam(ranges) });
      const container = await host.container();
      if (isOld && name === 'three') {
        expect(await net.refused('ADD', container)).toMatchObject({
          cniVersion,
          code: 7,
          msg: expect.stringContaining('more than 1'),
        });
        expect(await hostLinks(host)).toEqual([]);
        return;
      }
      const result = await net.add(container);
      expect(result.cniVersion).toBe(cniVersion);
      expect((await addressesOf(host, 'cni0')).sort()).toEqual([...gateways].sort());
      expect(await defaultRoutes(container)).toEqual(defaults);
      expect(await addressesOf(container, 'eth0')).toHaveLength(ranges.length);
      expect(await linkOf(container, 'eth0')).toMatchObject({
        operstate: 'UP',
        linkinfo: { info_kind: 'veth' },
      });
      expect((await hostLinks(host)).sort()).toEqual(['cni0', 'veth']);
      if (!isOld) {
        expect(result.interfaces).toHaveLength(3);
        expect(result.ips?.map(({ address }) => address).sort()).toEqual(
          (await addressesOf(container, 'eth0')).sort(),
        );
      } else expect(result).toMatchObject(name === 'v6' ? { ip6: {} } : { ip4: { gateway: defaults[0] } });
      if (!['0.1.0', '0.2.0', '0.3.0', '0.3.1'].includes(cniVersion)) await net.check(container, result);
      await net.del(container, { prevResult: result });
      expect(await hostLinks(host)).toEqual(['cni0']);
      expect((await container.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
    },
  );

  // Reference: bridge 3.7 no. 8
  test('makes a network of layer 2', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { cniVersion, isGateway: false, ipam: {} });
    const container = await host.container();
    if (isOld) {
      expect(await net.refused('ADD', container)).toMatchObject({
        cniVersion,
        msg: expect.stringContaining('address'),
      });
      expect(await hostLinks(host)).toEqual([]);
      return;
    }
    const result = await net.add(container);
    expect(result.interfaces?.map(({ name }) => name.replace(/^veth.*/, 'veth'))).toEqual([
      'cni0',
      'veth',
      'eth0',
    ]);
    expect(result.ips ?? []).toEqual([]);
    expect(await linkOf(container, 'eth0')).toMatchObject({ operstate: 'UP' });
    expect(await addressesOf(container, 'eth0')).toEqual([]);
    await net.del(container);
    expect(await hostLinks(host)).toEqual(['cni0']);
  });
});
