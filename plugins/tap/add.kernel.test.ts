/** The scenarios of the reference's own tests of tap, in every version. */
import { atLeast, versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { addressesOf, linkNames, linkOf } from '../../lib/testing/links.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, tapNetwork } from './testTap.ts';

const remembered = /\/var\/lib\/cni\/networks(\/\.weft\S*|\/mynet(\/(lock|last_\S+))?)? /;

// Reference: tap 10.3 no. 1 and 2
test.each([
  ['a tap with an owner and a group', {}],
  ['the same as port of a bridge in the container', { bridge: 'br1' }],
])(
  'tap makes %s, is checked and detached twice, in every version',
  async (_what, own) => {
    await using host = await throwawayHost();
    const net = tapNetwork(host, { owner: 0, group: 0, ...own });
    const container = await host.container();
    await container.ok(['sh', '-ec', 'ip link add br1 type bridge; ip link set br1 up']);
    const before = await snapshot(host, container);
    for (const cniVersion of versions) {
      const call = { conf: { cniVersion } };
      const result = await net.add(container, call);
      const link = await linkOf(container, 'eth0');
      expect(link).toMatchObject({
        ifalias: 'weft:tap:mynet:c1:eth0',
        linkinfo: {
          info_kind: 'tun',
          info_data: { type: 'tap', persist: true, multi_queue: false, user: 'root', group: 'root' },
        },
      });
      expect([link.flags?.includes('UP'), link.master]).toEqual([true, 'bridge' in own ? 'br1' : undefined]);
      const [cidr, ...more] = await addressesOf(container, 'eth0');
      expect([cidr, more]).toEqual([expect.stringMatching(/^10\.1\.2\.\d+\/24$/), []]);
      if (atLeast(cniVersion, '0.3.0'))
        expect(result).toMatchObject({
          cniVersion,
          interfaces: [{ name: 'eth0', mac: link.address, sandbox: container.netns }],
          ips: [{ address: cidr, interface: 0 }],
        });
      else expect(result).toMatchObject({ cniVersion, ip4: { ip: cidr } });
      if (atLeast(cniVersion, '0.4.0')) await net.check(container, result, call);
      await net.del(container, { ...call, prevResult: result });
      await net.del(container, call);
      const left = difference(before, await snapshot(host, container));
      expect({ cniVersion, left: left.filter((line) => !remembered.test(line)) }).toEqual({
        cniVersion,
        left: [],
      });
    }
  },
  60_000,
);

describe('tap ADD', () => {
  test('honours MAC, MTU and several queues, with owner and group and without', async () => {
    await using host = await throwawayHost();
    const mac = '02:00:00:00:00:07';
    const net = tapNetwork(host, { mac, mtu: 1400, multiQueue: true, ipam: dual });
    for (const own of [{}, { owner: 1, group: 2 }, { owner: 1 }, { group: 2 }]) {
      const container = await host.container();
      const result = await net.add(container, { conf: own });
      expect(result.interfaces).toEqual([{ name: 'eth0', mac, mtu: 1400, sandbox: container.netns }]);
      expect(await addressesOf(container, 'eth0')).toHaveLength(2);
      const { linkinfo } = await linkOf(container, 'eth0');
      expect(linkinfo?.info_data).toMatchObject({ multi_queue: true });
      expect(Object.keys(linkinfo?.info_data ?? {})).toEqual(
        expect.arrayContaining(Object.keys(own).map((key) => (key === 'owner' ? 'user' : key))),
      );
      await net.check(container, result, { conf: own });
    }
  }, 20_000);

  test('takes the MAC of runtimeConfig before that of CNI_ARGS before its own', async () => {
    await using host = await throwawayHost();
    const [own, args, runtime] = ['02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03'];
    const net = tapNetwork(host, { mac: own });
    const conf = { runtimeConfig: { mac: runtime } };
    const macOf = async (call: object) => (await net.add(await host.container(), call)).interfaces?.[0]?.mac;
    expect(await macOf({})).toBe(own);
    expect(await macOf({ args: `IgnoreUnknown=1;MAC=${args}` })).toBe(args);
    expect(await macOf({ args: `IgnoreUnknown=1;MAC=${args}`, conf })).toBe(runtime);
  });

  test('without IPAM brings the tap up and nothing else', async () => {
    await using host = await throwawayHost();
    const net = tapNetwork(host, { ipam: {} });
    const container = await host.container();
    const result = await net.add(container);
    expect([result.ips ?? [], await addressesOf(container, 'eth0')]).toEqual([[], []]);
    expect((await linkOf(container, 'eth0')).flags).toContain('UP');
    await net.check(container, result);
    await net.del(container);
    expect([await linkNames(container), await linkNames(host)]).toEqual([['lo'], ['lo']]);
    expect(await net.refused('ADD', container, { conf: { cniVersion: '0.2.0' } })).toMatchObject({ code: 7 });
    expect(await linkNames(container)).toEqual(['lo']);
  });
});
