import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import { prevResultLoss } from './prevResultLoss.ts';

const sandbox = '/run/netns/c1';
const previous: PluginOutput = {
  interfaces: [
    { name: 'veth0', mac: '02:00:00:00:00:01' },
    { name: 'eth0', mtu: 1500, sandbox },
  ],
  ips: [{ address: '10.1.2.3/24', gateway: '10.1.2.1', interface: 1 }],
  routes: [{ dst: '0.0.0.0/0', gw: '10.1.2.1', mtu: 1400 }],
  dns: { domain: 'example.org' },
};
const [veth0, eth0] = previous.interfaces as NonNullable<PluginOutput['interfaces']>;

test('nothing is lost when the output is the prevResult, or more', () => {
  const more = { ...previous, interfaces: [...(previous.interfaces ?? []), { name: 'ifb0' }] };
  expect(prevResultLoss(previous, previous)).toEqual({ lost: [], changed: [] });
  expect(prevResultLoss(previous, more)).toEqual({ lost: [], changed: [] });
});

test.each<[part: PluginOutput, lost: string[], changed: string[]]>([
  [
    { interfaces: [veth0 as never] },
    [
      'interfaces[1] eth0 in /run/netns/c1: not in the output',
      'ips[0] 10.1.2.3/24: was on eth0 in /run/netns/c1, now on no interface',
    ],
    [],
  ],
  [
    { interfaces: [eth0 as never, veth0 as never] },
    ['ips[0] 10.1.2.3/24: was on eth0 in /run/netns/c1, now on veth0'],
    ['interfaces[0] veth0: now interfaces[1]', 'interfaces[1] eth0 in /run/netns/c1: now interfaces[0]'],
  ],
  [
    { interfaces: [veth0 as never, { ...(eth0 as never as object), mtu: 1400 } as never] },
    [],
    ['interfaces[1].mtu 1500: now 1400'],
  ],
  [{ ips: [] }, ['ips[0] 10.1.2.3/24: not in the output'], []],
  [{ ips: [{ address: '10.1.2.3/24', interface: 1 }] }, ['ips[0].gateway "10.1.2.1": not in the output'], []],
  [{ routes: [] }, ['routes[0] 0.0.0.0/0: not in the output'], []],
  [{ routes: [{ dst: '0.0.0.0/0', gw: '10.1.2.1' }] }, ['routes[0].mtu 1400: not in the output'], []],
  [{ dns: {} }, ['dns.domain "example.org": not in the output'], []],
  [{ dns: { domain: 'example.net' } }, [], ['dns.domain "example.org": now "example.net"']],
])('with %j in the output, what became of prevResult is told', (part, lost, changed) => {
  expect(prevResultLoss(previous, { ...previous, ...part })).toEqual({ lost, changed });
});

test('what is handed on in another spelling is not lost', () => {
  const given = { ips: [{ address: 'fd00::3/64' }], routes: [{ dst: '::/0' }] };
  const handedOn = { ips: [{ address: 'FD00::03/64' }], routes: [{ dst: '::0/0' }] };
  expect(prevResultLoss(given, handedOn).lost).toEqual([]);
});
