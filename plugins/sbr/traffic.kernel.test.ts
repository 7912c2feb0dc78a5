import { eventually } from '../../lib/testing/eventually.ts';
import { needs } from '../../lib/testing/needs.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { reaches, sendByTcp } from '../../lib/testing/traffic.ts';
import { sbrNetwork, told, twoNetworks, v4, v6 } from './testSbr.ts';

beforeAll(() => needs('busybox', 'ping'));

const strict = 'for link in all net1 eth0; do echo 1 >/proc/sys/net/ipv4/conf/$link/rp_filter; done';

test('sbr lets answers leave by the interface that was asked, where without it they go astray', async () => {
  await using host = await throwawayHost();
  const { container, far0, far1 } = await twoNetworks(host);
  await container.ok(['sh', '-ec', strict]);
  const reached = async () => [
    await reaches(far0, '10.5.0.2'),
    await reaches(far0, 'fd00:5::2'),
    await reaches(far1, '192.168.1.209'),
    await reaches(far1, 'fd00:1::209'),
  ];
  expect(await reached()).toEqual([true, true, false, false]);
  const net = sbrNetwork(host);
  const call = { ifName: 'net1', prevResult: told(container, [v4, v6]) };
  await net.add(container, call);
  // Who was asked in vain is asked again only after a second.
  await eventually('all to be reached', reached, (seen) => seen.every(Boolean), 20_000);
  expect(await sendByTcp(far1, container, '192.168.1.209')).toBe('hello\n');
  expect(await sendByTcp(far1, container, 'fd00:1::209')).toBe('hello\n');
  expect(await sendByTcp(far0, container, '10.5.0.2')).toBe('hello\n');
  // What the container begins itself still leaves by the default route, unless it says from where.
  expect(await reaches(container, '203.0.113.7')).toBe(true);
  expect(await reaches(container, '198.51.100.7')).toBe(false);
  expect(await reaches(container, '198.51.100.7', '-I', '192.168.1.209')).toBe(true);
  await net.del(container, call);
  expect(await reached()).toEqual([true, true, false, false]);
});

test('sbr with "addSourceHints" lets the container reach its neighbours without saying from where', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  const neighbours = async () => [
    await reaches(container, '192.168.1.1'),
    await reaches(container, 'fd00:1::1'),
  ];
  const net = sbrNetwork(host);
  const call = { ifName: 'net1', prevResult: told(container, [v4, v6]) };
  await net.add(container, call);
  expect(await neighbours()).toEqual([false, false]);
  await net.del(container, call);
  await net.add(container, { ...call, conf: { addSourceHints: true } });
  expect(await neighbours()).toEqual([true, true]);
});
