import type { ChainedGround } from '../../lib/testing/chainedGround.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { changes, tuned } from './testTuning.ts';

let host: Host;
let ground: ChainedGround;
beforeAll(async () => {
  host = await throwawayHost();
  ground = await tuned(host, {});
});
afterAll(() => host[Symbol.asyncDispose]());

const refused: [string, Record<string, unknown>, string][] = [
  [
    'a sysctl outside net',
    { sysctl: { 'kernel.domainname': 'x' } },
    '"sysctl kernel.domainname" "x": not below "net"',
  ],
  ['a way out', { sysctl: { 'net/../kernel/domainname': 'x' } }, 'not the name of a sysctl'],
  ['the dots of a way out', { sysctl: { 'net.//.kernel': 'x' } }, 'not the name of a sysctl'],
  [
    'one of another interface',
    { sysctl: { 'net.ipv4.conf.eth1.arp_filter': '1' } },
    '"1": names interface "eth1", this one is "eth0"',
  ],
  ['one of lo', { sysctl: { 'net/ipv6/neigh/lo/mcast_solicit': '1' } }, 'names interface "lo"'],
  [
    'one that is not there',
    { sysctl: { 'net.ipv4.conf.eth0.no_such': '1' } },
    'no such sysctl in the container',
  ],
  [
    'one that is no text',
    { sysctl: { 'net.core.somaxconn': 7 } },
    '"sysctl net.core.somaxconn" 7: not a string',
  ],
  ['one with two lines', { sysctl: { 'net.core.somaxconn': '7\n8' } }, 'holds more than letters'],
  ['sysctl as text', { sysctl: 'arp_filter' }, '"sysctl" "arp_filter": not an object'],
  [
    'args.cni.sysctl',
    { args: { cni: { sysctl: { 'fs.file-max': '7' } } } },
    '"args.cni.sysctl fs.file-max" "7": not below',
  ],
  ['no MAC', { mac: 'x' }, '"mac" "x": not a MAC'],
  ['a multicast MAC', { mac: '01:00:5e:00:00:01' }, '"mac" "01:00:5e:00:00:01": a multicast address'],
  ['a MAC of zeros', { runtimeConfig: { mac: '00:00:00:00:00:00' } }, '"runtimeConfig.mac"'],
  ['a small mtu', { mtu: 67 }, '"mtu" 67: not from 68 to 65535'],
  ['a large mtu', { args: { cni: { mtu: 65536 } } }, '"args.cni.mtu" 65536: not from 68'],
  ['mtu as text', { mtu: '1400' }, '"mtu" "1400": not a whole number'],
  ['a negative txQLen', { txQLen: -1 }, '"txQLen" -1: not a whole number'],
  ['a large txQLen', { txQLen: 2 ** 31 }, '"txQLen" 2147483648: not from 0 to 2147483647'],
  ['promisc as text', { promisc: 'yes' }, '"promisc" "yes": not true or false'],
  ['allmulti as number', { args: { cni: { allmulti: 1 } } }, '"args.cni.allmulti" 1: not true or false'],
  ['a relative dataDir', { dataDir: 'run/x', mtu: 1400 }, '"dataDir" "run/x": not an absolute path'],
];

test.each(refused)(
  'tuning refuses %s before any change, and DEL has nothing against it',
  async (_what, conf, msg) => {
    const { net, container, prevResult } = ground;
    const before = await snapshot(host, container);
    const good = { mtu: 1300, sysctl: { 'net.ipv4.conf.eth0.arp_filter': '1' } };
    const error = await net.refused('ADD', container, { prevResult, conf: { ...good, ...conf } });
    expect(error).toMatchObject({ code: 7, msg: expect.stringContaining(msg) });
    await net.del(container, { conf });
    expect(await changes(before, host, container)).toEqual([]);
  },
);

test('tuning refuses unknown CNI_ARGS', async () => {
  const { net, container, prevResult } = ground;
  const args = 'MAC=02:00:00:00:00:01;K8S_POD_NAME=x';
  expect(await net.refused('ADD', container, { prevResult, args })).toMatchObject({
    code: 4,
    msg: expect.stringContaining('K8S_POD_NAME=x'),
  });
});

test('TU-18: tuning refuses an interface name with a slash', async () => {
  const { net, container, prevResult } = ground;
  const error = await net.refused('ADD', container, { prevResult, ifName: 'eth/0' });
  expect(error).toMatchObject({ code: 4, msg: expect.stringContaining('CNI_IFNAME') });
});

test('tuning refuses to run without a result before it, and without the interface', async () => {
  const { net, container, prevResult } = ground;
  const conf = { mtu: 1300 };
  expect(await net.refused('ADD', container, { conf })).toMatchObject({ code: 7 });
  const msg = expect.stringContaining('"eth7"');
  expect(await net.refused('ADD', container, { conf, prevResult, ifName: 'eth7' })).toMatchObject({
    code: 100,
    msg,
  });
});
