/**
 * The scenarios of the reference's own tests of dummy, in every version, and the rest of the commands.
 *
 * @needs-kernel dummy
 */
import { atLeast, versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { addressesOf, defaultRoutes, linkNames, linkOf } from '../../lib/testing/links.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, dummyNetwork, v4 } from './testDummy.ts';

const remembered = /\/var\/lib\/cni\/networks(\/\.weft\S*|\/mynet(\/(lock|last_\S+))?)? /;

// Reference: dummy 9 no. 1 and 3
test.each(versions)(
  'dummy attaches, is checked and detached twice, in version %s',
  async (cniVersion) => {
    await using host = await throwawayHost();
    const net = dummyNetwork(host, { ipam: { ...v4, routes: [{ dst: '0.0.0.0/0', gw: '10.1.2.1' }] } });
    const container = await host.container();
    const before = await snapshot(host, container);
    const call: Call = { conf: { cniVersion } };
    const result = await net.add(container, call);
    const { address, mtu, flags, linkinfo, ifalias } = await linkOf(container, 'eth0');
    expect([flags?.includes('UP'), linkinfo?.info_kind, ifalias]).toEqual([
      true,
      'dummy',
      'weft:dummy:mynet:c1:eth0',
    ]);
    const [cidr = '', ...more] = await addressesOf(container, 'eth0');
    expect([cidr, more]).toEqual([expect.stringMatching(/^10\.1\.2\.\d+\/24$/), []]);
    expect(await defaultRoutes(container)).toEqual(['10.1.2.1']);
    if (atLeast(cniVersion, '0.3.0'))
      expect(result).toMatchObject({
        cniVersion,
        interfaces: [
          {
            name: 'eth0',
            mac: address,
            sandbox: container.netns,
            ...(atLeast(cniVersion, '1.1.0') && { mtu }),
          },
        ],
        ips: [{ address: cidr, interface: 0 }],
      });
    else expect(result).toMatchObject({ cniVersion, ip4: { ip: cidr } });
    await container.ok([
      'sh',
      '-ec',
      `ip link set lo up; ping -n -c1 -W2 ${cidr.split('/')[0]}; ip link set lo down`,
    ]);
    if (atLeast(cniVersion, '0.4.0')) await net.check(container, result, call);
    await net.del(container, { ...call, prevResult: result });
    await net.del(container, call);
    const left = difference(before, await snapshot(host, container));
    expect({
      cniVersion,
      left: left.filter((line) => !remembered.test(line) && !/127\.0\.0\.1/.test(line)),
    }).toEqual({ cniVersion, left: [] });
  },
  60_000,
);

// Reference: dummy 9 no. 2
test('dummy does not mind a link of the same name on the host', async () => {
  await using host = await throwawayHost();
  await host.ok(['ip', 'link', 'add', 'eth0', 'type', 'dummy']);
  const before = await snapshot(host);
  const net = dummyNetwork(host);
  const container = await host.container();
  await net.check(container, await net.add(container));
  await net.del(container);
  const left = difference(before, await snapshot(host));
  expect(left.filter((line) => / link /.test(line))).toEqual([]);
}, 60_000);

// Reference: dummy 9 no. 4
test('dummy refuses a network without IPAM, but removes what it is told to, in every version', async () => {
  await using host = await throwawayHost();
  const net = dummyNetwork(host);
  const container = await host.container();
  const before = await snapshot(host, container);
  for (const cniVersion of versions)
    expect(await net.refused('ADD', container, { conf: { cniVersion, ipam: {} } })).toMatchObject({
      cniVersion,
      code: 7,
      msg: expect.stringContaining('Cannot use "ipam": "type" is missing'),
    });
  await net.del(container, { conf: { ipam: undefined } });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
}, 60_000);

test('dummy takes MAC and MTU, and two families', async () => {
  await using host = await throwawayHost();
  const net = dummyNetwork(host, { ipam: dual, mtu: 9000, mac: '02:00:00:00:00:07' });
  const container = await host.container();
  // CNI_ARGS are for others: it does not even look at them.
  const result = await net.add(container, { args: 'IgnoreUnknown=1;MAC=nonsense' });
  expect(result.interfaces).toMatchObject([{ name: 'eth0', mac: '02:00:00:00:00:07', mtu: 9000 }]);
  expect(await addressesOf(container, 'eth0')).toEqual(['10.1.2.2/24', 'fd00:1::2/64']);
  await container.ok(['ip', 'link', 'set', 'lo', 'up']);
  for (const to of ['10.1.2.2', 'fd00:1::2']) await container.ok(['ping', '-n', '-c1', '-W2', to]);
  expect((await net.refused('ADD', container)).msg).toBe(
    'Cannot attach "eth0": name already exists in the container',
  );
  await net.check(container, result);
  await net.del(container);
}, 60_000);

test('dummy DEL gives the address back where link or namespace are gone', async () => {
  await using host = await throwawayHost();
  const net = dummyNetwork(host);
  for (const command of ['ip -n c1 link delete eth0', 'ip netns delete c1']) {
    const container = await host.container('c1');
    const result = await net.add(container);
    await host.ok(['sh', '-c', command]);
    await net.del(container, { prevResult: result });
    expect((await host.run(['sh', '-c', 'ls -d /var/lib/cni/networks/mynet/1*'])).stdout).toBe('');
    await container.remove();
  }
}, 60_000);

test('dummy asks IPAM for STATUS and GC, and tells what it says', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  await dummyNetwork(host).status();
  spies.plant('spy', { STATUS: { exit: 1, stdout: { code: 50, msg: 'empty' } } });
  const net = dummyNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  expect(await net.refused('STATUS', undefined)).toMatchObject({ code: 50, msg: 'empty' });
  await net.gc([]);
  expect(spies.log()).toEqual(['spy STATUS', 'spy GC']);
  expect(await linkNames(host)).toEqual(['lo']);
}, 60_000);
