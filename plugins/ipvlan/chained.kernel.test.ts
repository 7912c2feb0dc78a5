/**
 * Called after another plugin, without IPAM.
 *
 * @needs-kernel ipvlan
 */
import { difference } from '../../lib/testing/difference.ts';
import { addressesOf, defaultRoutes, linkOf } from '../../lib/testing/links.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { prepared } from './testIpvlan.ts';

// Reference: ipvlan 6.5 no. 3
test.each([[false], [true]])(
  'ipvlan with linkInContainer %s takes master, addresses and routes of the plugin before it in a chain, and loses nothing of them',
  async (linkInContainer) => {
    await using at = await prepared(linkInContainer, { master: undefined, ipam: undefined, mtu: 1400 });
    const sandbox = linkInContainer ? { sandbox: at.container.netns } : {};
    const ips = [
      { address: '10.1.2.2/24', gateway: '10.1.2.1', interface: 0 },
      { address: 'fd00:1::2/64', gateway: 'fd00:1::1' },
    ];
    const routes = [{ dst: '0.0.0.0/0' }, { dst: '::/0', gw: 'fd00:1::9' }];
    const dns = { nameservers: ['192.0.2.1'] };
    const prevResult = { cniVersion: '1.1.0', interfaces: [{ name: 'm0', ...sandbox }], ips, routes, dns };
    const before = await snapshot(at.host, at.container);
    const result = await at.net.add(at.container, { prevResult });
    const { address: mac } = await linkOf(at.container, 'eth0');
    expect(result).toEqual({
      cniVersion: '1.1.0',
      interfaces: [
        { name: 'm0', ...sandbox },
        { name: 'eth0', mac, mtu: 1400, sandbox: at.container.netns },
      ],
      ips: ips.map((ip) => ({ ...ip, interface: 1 })),
      routes,
      dns,
    });
    expect(await addressesOf(at.container, 'eth0')).toEqual(['10.1.2.2/24', 'fd00:1::2/64']);
    expect(await defaultRoutes(at.container)).toEqual(['10.1.2.1', 'fd00:1::9']);
    await at.net.check(at.container, result);
    await at.container.ok(['ip', 'address', 'delete', 'fd00:1::2/64', 'dev', 'eth0']);
    expect(await at.net.refused('CHECK', at.container, { prevResult: result })).toMatchObject({ code: 101 });
    await at.net.del(at.container, { prevResult: result });
    expect(await at.net.refused('ADD', at.container)).toMatchObject({
      code: 7,
      msg: expect.stringContaining('"ipam"'),
    });
    const left = difference(before, await snapshot(at.host, at.container));
    expect(left.filter((line) => !/ sysctl /.test(line))).toEqual([]);
  },
);
