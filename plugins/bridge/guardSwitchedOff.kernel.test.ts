/** macspoofchk, where the configuration has changed between ADD and what comes after. */
import { spoofMark } from '../../lib/ops/spoofCheck.ts';
import { needs } from '../../lib/testing/needs.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping, reaches } from '../../lib/testing/traffic.ts';
import { BridgeNetwork, succeeded } from './testNetwork.ts';

beforeAll(() => needs('ip', 'nft', 'ping'));

const guarded = { macspoofchk: true };
const off = { conf: { macspoofchk: false } };
const gateway = '10.1.2.1';
const rules = async (host: Host) => (await host.ok(['nft', 'list', 'ruleset'])).stdout;
const spoof = (container: Container) =>
  container.ok(['ip', 'link', 'set', 'eth0', 'address', '02:00:00:00:00:66']);
const tagFile = (link = '') => `/proc/sys/net/ipv4/conf/${link}/tag`;
const tag = async (host: Host, link?: string) => (await host.ok(['cat', tagFile(link)])).stdout.trim();
const write = (host: Host, number: number, link?: string) =>
  host.ok(['sh', '-ec', `echo ${number} >${tagFile(link)}`]);

test.each([
  ['all', { macspoofchk: false }],
  ['no result', { macspoofchk: false }],
  ['no namespace', { macspoofchk: false }],
  ['a bad edit', { macspoofchk: 'no' }],
])(
  'bridge DEL (it knows: %s) removes a check that is no longer wanted (%j), so what is attached again can send',
  async (knows, conf) => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, guarded);
    const kept = await host.container('kept');
    await net.add(kept);
    const before = await rules(host);
    const former = await host.container('c1');
    const prevResult = await net.add(former);
    await ping(former, gateway);
    // With the namespace goes the link, and with the link its mark.
    if (knows === 'no namespace') await former.remove();
    const whom = knows === 'no namespace' ? { id: 'c1' } : former;
    await net.del(whom, { conf, ...(knows === 'no result' ? {} : { prevResult }) });
    expect(await rules(host)).toBe(before);
    const { netns } = await host.container('later');
    const again = { id: 'c1', netns };
    const result = await net.add(again, off);
    await net.check(again, result, off);
    await host.ok(['nsenter', `--net=${netns}`, 'ping', '-c1', '-W2', gateway]);
    await ping(kept, gateway);
  },
  30_000,
);

test('bridge GC removes a check that is no longer wanted from a port without the mark, no other', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, guarded);
  const [running, again] = [await host.container('running'), await host.container('again')];
  await net.add(running);
  const port = (await net.add(again)).interfaces?.[1]?.name;
  const before = await rules(host);
  await write(host, 0, port); // as one of before there were marks
  await net.del(again, off);
  await net.add(again, off);
  expect(await rules(host)).toBe(before);
  expect(await reaches(again, gateway)).toBe(false);
  await net.gc(['running', 'again']);
  expect(await rules(host)).toBe(before);
  await net.gc(['running', 'again'], off);
  await ping(again, gateway);
  // What runs goes on as it was attached.
  await ping(running, gateway);
  await spoof(running);
  expect(await reaches(running, gateway)).toBe(false);
}, 30_000);

test('bridge marks only what is checked, REPAIR too, and leaves a number that others wrote at the bridge', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, guarded);
  const [free, own] = [await host.container('free'), await host.container('own')];
  const freePort = (await net.add(free, off)).interfaces?.[1]?.name;
  expect([await tag(host, freePort), await tag(host, 'cni0')]).toEqual(['0', '0']);
  await write(host, 7, 'cni0');
  const prevResult = await net.add(own);
  const port = prevResult.interfaces?.[1]?.name;
  expect([await tag(host, port), await tag(host, 'cni0')]).toEqual([spoofMark, '7']);
  await host.ok(['nft', 'flush', 'ruleset']);
  await write(host, 0, port);
  await write(host, 0, 'cni0');
  succeeded(await net.call('REPAIR', own, { prevResult }));
  expect([await tag(host, freePort), await tag(host, port), await tag(host, 'cni0')]).toEqual([
    '0',
    spoofMark,
    spoofMark,
  ]);
});

test('bridge DEL without macspoofchk starts no nft where no port of its bridge was checked', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host);
  const container = await host.container();
  await net.add(container);
  const trap = `/run/nft-trap`;
  await host.ok([
    'sh',
    '-ec',
    `mkdir ${trap}; printf '#!/bin/sh\\ntouch ${trap}/started\\nexit 1\\n' >${trap}/nft; chmod +x ${trap}/nft`,
  ]);
  const env = { PATH: `${trap}:${process.env.PATH}` };
  for (const whom of [container, container, { id: container.id }]) await net.del(whom, { env });
  expect((await host.ok(['ls', trap])).stdout.trim()).toBe('nft');
});
