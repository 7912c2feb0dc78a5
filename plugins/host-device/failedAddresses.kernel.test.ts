/** What becomes of the addresses that the device had on the host, where ADD fails. */
import { difference } from '../../lib/testing/difference.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type SpyPlugins, spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork } from './testDevice.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
  spies.plant('spy', { ADD: { exit: 1, stdout: { code: 102, msg: 'full' } } });
});
afterEach(() => spies[Symbol.dispose]());

/** What `ip address show` says of the addresses of "ens1", in its order. */
async function addressesIn(host: Host): Promise<string[]> {
  const { stdout } = await host.ok(['ip', 'address', 'show', 'dev', 'ens1']);
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('inet'));
}

async function failedAdd(host: Host): Promise<void> {
  const net = deviceNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  const error = await net.refused('ADD', await host.container('c1'));
  expect(error).toMatchObject({ code: 102, msg: 'full' });
}

const kinds = [
  '10.1.1.1/24 brd + dev ens1',
  '10.1.1.2/24 dev ens1 label ens1:two',
  '10.9.9.1 peer 10.9.9.2/32 dev ens1',
  '10.9.9.1 peer 10.9.9.3/32 dev ens1',
  '10.5.0.1/16 dev ens1 noprefixroute',
  '10.6.0.1/16 brd 10.6.9.9 dev ens1 metric 77',
  '169.254.7.1/16 dev ens1 scope link preferred_lft 0',
  'fd00:33::1/64 dev ens1 noprefixroute nodad',
  'fd00:33::2/64 dev ens1 metric 77 nodad',
  'fd00:34::1 peer fd00:35::1/64 dev ens1 home preferred_lft 0 nodad',
  'fe80::7/64 dev ens1 nodad',
];

test('host-device ADD that fails leaves addresses of every kind, their order and the routes to them', async () => {
  await using host = await throwawayHost();
  await device(host);
  for (const words of kinds) await host.ok(['ip', 'address', 'add', ...words.split(' ')]);
  const lasting = async () => (await addressesIn(host)).filter((line) => !line.includes('ff:fe'));
  const [before, told] = [await snapshot(host), await lasting()];
  expect(told).toHaveLength(kinds.length);
  await failedAdd(host);
  const left = difference(before, await snapshot(host)).filter((line) => !line.includes('/run/netns'));
  expect(left).toEqual([]);
  expect(await lasting()).toEqual(told);
});

test('host-device ADD that fails leaves it to the kernel to make a link-local address anew, of a secret', async () => {
  await using host = await throwawayHost();
  await device(host);
  for (const name of ['default', 'ens1'])
    await host.ok(['sh', '-ec', `echo 3 > /proc/sys/net/ipv6/conf/${name}/addr_gen_mode`]);
  await host.ok(['sh', '-ec', 'ip link set ens1 down; ip link set ens1 up']);
  const isMade = (lines: string[]) => lines.some((line) => line.includes('stable-privacy'));
  const [old] = await eventually('an address of a secret', () => addressesIn(host), isMade);
  await failedAdd(host);
  const made = await eventually('another address of a secret', () => addressesIn(host), isMade);
  expect(made).toHaveLength(1);
  expect(made).not.toEqual([old]);
});
