/** The addresses that `forceAddress` takes off the bridge, where ADD fails after that. */
import { chmodSync, writeFileSync } from 'node:fs';
import { difference } from '../../lib/testing/difference.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork } from './testNetwork.ts';

const ips = [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }];

/** All in the way of 10.1.2.1/24 and fd00:1::1/64. */
const inTheWay = [
  '10.9.0.1/16 brd + dev cni0',
  '10.9.0.2/16 dev cni0 label cni0:two',
  '10.9.9.1 peer 10.9.9.2/32 dev cni0',
  '10.8.0.1/16 dev cni0 noprefixroute',
  '10.7.0.1/16 dev cni0 valid_lft 5000 preferred_lft 4000',
  'fd00:1::8/48 dev cni0 noprefixroute nodad',
  'fd00:1::9/48 dev cni0 metric 77 nodad',
];

test('bridge ADD that fails puts back what forceAddress took: every kind of address, in its order', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: { ips } } });
  await host.ok([
    'sh',
    '-ec',
    'echo 1 | tee /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding',
  ]);
  const bridge = 'ip link add cni0 address 02:00:00:00:00:77 type bridge; ip link set cni0 up';
  await host.ok(['sh', '-ec', `${bridge}; ip link add v0 master cni0 type veth`]);
  for (const words of inTheWay) await host.ok(['ip', 'address', 'add', ...words.split(' ')]);
  const order = async () => {
    const { stdout } = await host.ok(['ip', '-oneline', 'address', 'show', 'dev', 'cni0', 'scope', 'global']);
    return stdout.replaceAll(/\d+sec/g, 'for a while');
  };
  const container = await host.container();
  const [before, told] = [await snapshot(host, container), await order()];
  writeFileSync(`${spies.room}/iptables-restore`, '#!/bin/sh\nexit 4\n');
  chmodSync(`${spies.room}/iptables-restore`, 0o755);
  const net = new BridgeNetwork(
    host,
    { ipam: { type: 'spy' }, isGateway: true, ipMasq: true, forceAddress: true },
    spies.path,
  );
  const env = { PATH: `${spies.room}:${systemPath}` };
  expect(await net.refused('ADD', container, { env })).toMatchObject({ code: 100 });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
  expect(await order()).toBe(told);
  await net.add(container);
  expect(await order()).toMatch(/^[^\n]* 10\.1\.2\.1\/24 [^\n]*\n[^\n]* fd00:1::1\/64 [^\n]*\n$/);
});
