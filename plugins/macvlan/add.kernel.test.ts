/** The scenarios of the reference's own tests of macvlan, in every version and with the master in either place. */
import { atLeast, versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { addressesOf, defaultRoutes, linkNames, linkOf } from '../../lib/testing/links.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, macvlanNetwork, master, places, v4 } from './testMaster.ts';

/** A host with a container and "m0" where the configuration will look for it. */
async function prepared(linkInContainer: boolean | undefined, own: Record<string, unknown> = {}) {
  const host = await throwawayHost();
  const container = await host.container();
  const place = linkInContainer ? container : host;
  await master(place);
  const net = macvlanNetwork(host, { ...own, ...(linkInContainer === undefined ? {} : { linkInContainer }) });
  return { host, container, place, net, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

type Prepared = Awaited<ReturnType<typeof prepared>>;

/** ADD, CHECK where the version has it, DEL twice. */
async function throughLife(at: Prepared, call: Call, cniVersion: string): Promise<void> {
  const result = await at.net.add(at.container, call);
  const { address } = await linkOf(at.container, 'eth0');
  const [cidr, ...more] = await addressesOf(at.container, 'eth0');
  expect([cidr, more]).toEqual([expect.stringMatching(/^10\.1\.2\.1\d\/24$/), []]);
  expect(await defaultRoutes(at.container)).toEqual(['10.1.2.1']);
  const sandbox = at.container.netns;
  const mtu = atLeast(cniVersion, '1.1.0') ? { mtu: 1500 } : {};
  expect(result).toMatchObject(
    atLeast(cniVersion, '0.3.0')
      ? {
          cniVersion,
          interfaces: [{ name: 'eth0', mac: address, sandbox, ...mtu }],
          ips: [{ address: cidr, gateway: '10.1.2.1', interface: 0 }],
        }
      : { cniVersion, ip4: { ip: cidr, gateway: '10.1.2.1' } },
  );
  if (atLeast(cniVersion, '0.4.0')) await at.net.check(at.container, result, call);
  await at.net.del(at.container, { ...call, prevResult: result });
  await at.net.del(at.container, call);
  expect(own(await linkNames(at.container))).toEqual([]);
}

/** ADD and DEL without IPAM. */
async function onLayer2(at: Prepared, call: Call, mac: string | undefined): Promise<void> {
  const result = await at.net.add(at.container, call);
  const { address } = await linkOf(at.container, 'eth0');
  expect(address).toBe(mac ?? address);
  expect(result.interfaces).toMatchObject([{ name: 'eth0', mac: address }]);
  expect([result.ips ?? [], await addressesOf(at.container, 'eth0')]).toEqual([[], []]);
  await at.net.del(at.container, { ...call, prevResult: result });
}

const own = (names: string[]) => names.filter((name) => !['lo', 'm0', 'm1'].includes(name));

describe.each(places)('macvlan with linkInContainer %s', (_, linkInContainer) => {
  // Reference: macvlan 5.5 no. 1
  test('makes a macvlan of the configured mode and MTU in the container', async () => {
    await using at = await prepared(linkInContainer, { mode: 'bridge', mtu: 1500 });
    await at.net.add(at.container);
    expect(await linkOf(at.container, 'eth0')).toMatchObject({
      mtu: 1500,
      operstate: 'UP',
      ifalias: 'weft:macvlan:mynet:c1:eth0',
      linkinfo: { info_kind: 'macvlan', info_data: { mode: 'bridge' } },
    });
    expect(own(await linkNames(at.host))).toEqual([]);
  });

  // Reference: macvlan 5.5 no. 2 and 5
  test('attaches with an address, is checked and detached, in every version', async () => {
    const ranges = [[{ subnet: '10.1.2.0/24', rangeStart: '10.1.2.10', gateway: '10.1.2.1' }]];
    const routes = [{ dst: '0.0.0.0/0' }];
    const ipam = { type: 'host-local', ranges, routes };
    await using at = await prepared(linkInContainer, { ipam });
    for (const cniVersion of versions) await throughLife(at, { conf: { cniVersion } }, cniVersion);
  }, 60_000);

  // Reference: macvlan 5.5 no. 3
  test('detaches what was never attached, in every version', async () => {
    await using at = await prepared(linkInContainer);
    const before = await snapshot(at.host, at.container);
    for (const cniVersion of versions) await at.net.del(at.container, { conf: { cniVersion } });
    const left = difference(before, await snapshot(at.host, at.container));
    expect(left.filter((line) => !line.includes('/var/lib/cni/'))).toEqual([]);
  });

  // Reference: macvlan 5.5 no. 4, 7 and 8
  const mac = 'c2:11:22:33:44:55';
  test.each<[string, Call, string | undefined]>([
    ['any MAC', {}, undefined],
    ['the MAC of CNI_ARGS', { args: `IgnoreUnknown=true;MAC=${mac}` }, mac],
    ['the MAC of runtimeConfig', { conf: { RuntimeConfig: { mac } } }, mac],
  ])(
    'attaches without addresses and with %s, in every version',
    async (_what, call, wanted) => {
      await using at = await prepared(linkInContainer, { ipam: {} });
      const before = await snapshot(at.host, at.container);
      for (const cniVersion of versions) {
        const own = { ...call, conf: { ...call.conf, cniVersion } };
        if (atLeast(cniVersion, '0.3.0')) await onLayer2(at, own, wanted);
        else
          expect(await at.net.refused('ADD', at.container, own)).toMatchObject({
            code: 7,
            msg: expect.stringContaining('address'),
          });
        expect(difference(before, await snapshot(at.host, at.container))).toEqual([]);
      }
    },
    60_000,
  );

  // Reference: macvlan 5.5 no. 6
  test.each([
    ['IPv4', 'ip address add 192.0.2.2/24 dev m0; ip route add default via 192.0.2.1'],
    ['IPv6', 'ip address add fd00:9::2/64 dev m0 nodad; ip -6 route add default via fd00:9::1'],
  ])('takes the interface of the %s default route where no master is named', async (_family, commands) => {
    await using at = await prepared(linkInContainer, { master: undefined, ipam: dual });
    const [wrong] = [at.host, at.container].filter((place) => place !== at.place);
    await wrong?.ok(['sh', '-ec', 'ip link add x0 type veth peer name x1; ip link set x0 up']);
    await wrong?.ok(['sh', '-ec', commands.replaceAll('m0', 'x0')]);
    expect(await at.net.refused('ADD', at.container)).toMatchObject({
      code: 7,
      msg: expect.stringContaining(
        `no default route ${linkInContainer ? 'in the container' : 'on the host'}`,
      ),
    });
    await at.place.ok(['sh', '-ec', commands]);
    const result = await at.net.add(at.container);
    const { ifindex } = await linkOf(at.place, 'm0');
    const link = await linkOf(at.container, 'eth0');
    expect(link.link ?? link.link_index).toBe(linkInContainer ? 'm0' : ifindex);
    await at.net.check(at.container, result);
    await at.net.del(at.container);
  });
});

test('macvlan answers the dns of IPAM unless the configuration has its own', async () => {
  await using at = await prepared(false);
  at.host.write('/run/resolv.conf', 'nameserver 192.0.2.1\n');
  const ipam = { ...v4, resolvConf: '/run/resolv.conf' };
  const whom = [await at.host.container(), await at.host.container()] as const;
  expect((await at.net.add(whom[0], { conf: { ipam } })).dns).toEqual({ nameservers: ['192.0.2.1'] });
  const dns = { nameservers: ['192.0.2.2'] };
  expect((await at.net.add(whom[1], { conf: { ipam, dns } })).dns).toEqual(dns);
});
