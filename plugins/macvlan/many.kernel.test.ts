import { linkNames } from '../../lib/testing/links.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, dual, macvlanNetwork } from './testMaster.ts';

test('macvlan ADD of what is attached already is refused, and leaves the attachment and its address as they are', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const net = macvlanNetwork(host);
  const container = await host.container();
  const result = await net.add(container);
  await net.refused('ADD', container);
  await net.check(container, result);
});

test('macvlan ADD of what is attached already does not ask an IPAM plugin elsewhere, which might not tell the two apart', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
  await cable(host);
  const net = macvlanNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  const container = await host.container();
  await net.add(container);
  await net.refused('ADD', container);
  expect(spies.log()).toEqual(['spy ADD']);
});

test('macvlan attaches many containers at once, and two interfaces of one container, and they reach each other', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const net = macvlanNetwork(host, { ipam: dual });
  const containers = [];
  for (let i = 0; i < 6; i++) containers.push(await host.container());
  const results = await Promise.all(containers.map((container) => net.add(container)));
  const addresses = results.map(({ ips = [] }) => ips.map(({ address }) => address.split('/')[0] ?? ''));
  expect(new Set(addresses.flat()).size).toBe(12);
  const [first] = containers;
  for (const to of addresses.slice(1).flat()) await first?.ok(['ping', '-n', '-c1', '-W2', to]);
  if (first) await net.check(first, await net.add(first, { ifName: 'eth1' }), { ifName: 'eth1' });
  await Promise.all(containers.map((container) => net.del(container)));
  expect(first && (await linkNames(first))).toEqual(['lo', 'eth1']);
}, 30_000);
