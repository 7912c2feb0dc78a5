import { chmodSync, writeFileSync } from 'node:fs';
import { difference } from '../../lib/testing/difference.ts';
import { ipamSpy } from '../../lib/testing/ipamSpy.ts';
import { needs, systemPath } from '../../lib/testing/needs.ts';
import type { Call, PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { SpyAnswer, SpyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ptpNetwork } from './testPtp.ts';

let spies: SpyPlugins;
const given = {
  ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/66' }],
  routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
};
beforeAll(() => needs('iptables', 'nft'));
beforeEach(() => {
  spies = ipamSpy(given);
});
afterEach(() => spies[Symbol.dispose]());

/** A network on a host that forwards already: forwarding stays on once it is on. */
async function network(host: Host, own: Record<string, unknown> = {}): Promise<PluginNetwork> {
  const on = 'for key in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 >/proc/sys/net/$key; done';
  await host.ok(['sh', '-c', on]);
  return ptpNetwork(host, { ipam: { type: 'spy' }, ipMasq: true, mtu: 1400, ...own }, spies.path);
}

/** ADD that has to fail and to leave nothing; its error object. */
async function leavesNothing(net: PluginNetwork, container: Container, call: Call = {}) {
  const before = await snapshot(net.host, container);
  const error = await net.refused('ADD', container, call);
  expect(difference(before, await snapshot(net.host, container))).toEqual([]);
  return error;
}

describe('ptp ADD that fails leaves nothing', () => {
  test.each<[string, SpyAnswer, number, string]>([
    ['fails', { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'no more' } }, 142, 'no more'],
    ['dies', { exit: 3, stderr: 'oh no\n' }, 103, 'exit status 3: oh no'],
    ['gives no address', { stdout: { ips: [] } }, 103, 'no addresses in it'],
    ['gives an address twice', { stdout: { ips: [...given.ips, ...given.ips] } }, 100, '10.1.2.3'],
    ['gives an address that nobody can use', { stdout: { ips: [{ address: 'ff02::2/64' }] } }, 100, 'ff02::'],
    [
      'gives a route that leads nowhere',
      { stdout: { ...given, routes: [{ dst: '192.0.2.0/24', gw: '198.51.100.1' }] } },
      100,
      '192.0.2.0/24',
    ],
  ])('where IPAM %s, and gives the address back', async (_, ADD, code, words) => {
    await using host = await throwawayHost();
    const net = await network(host);
    spies.plant('spy', { ADD });
    const error = await leavesNothing(net, await host.container());
    expect([error.code, error.msg]).toEqual([code, expect.stringContaining(words)]);
    expect(spies.log()).toEqual(['spy ADD', 'spy DEL']);
  });

  test.each([
    ['iptables', 'iptables-restore'],
    ['iptables', 'ip6tables-restore'],
    ['nftables', 'nft'],
  ])('where masquerading with %s fails for want of a working %s', async (ipMasqBackend, program) => {
    await using host = await throwawayHost();
    const net = await network(host, { ipMasqBackend });
    writeFileSync(`${spies.room}/${program}`, '#!/bin/sh\necho broken >&2; exit 4\n');
    chmodSync(`${spies.room}/${program}`, 0o755);
    const env = { PATH: `${spies.room}:${systemPath}` };
    const error = await leavesNothing(net, await host.container(), { env });
    expect([error.code, error.msg]).toEqual([100, expect.stringMatching(/^Cannot masquerade .*: broken$/)]);
    expect(spies.log()).toEqual(['spy ADD', 'spy DEL']);
  });

  test('where the container has an interface of that name', async () => {
    await using host = await throwawayHost();
    const net = await network(host);
    const container = await host.container();
    await container.ok(['ip', 'link', 'add', 'eth0', 'type', 'bridge']);
    const { code, msg } = await leavesNothing(net, container);
    expect([code, msg]).toEqual([104, 'Cannot attach "eth0": name already exists in the container']);
    expect(spies.log()).toEqual([]);
  });

  test('but the first attachment as it was, where it is a second one of the same name', async () => {
    await using host = await throwawayHost();
    const net = await network(host);
    const container = await host.container();
    const result = await net.add(container);
    const { code, msg } = await leavesNothing(net, container);
    expect([code, msg]).toEqual([104, expect.stringContaining('attached already, through "veth')]);
    expect(spies.log()).toEqual(['spy ADD']);
    await net.check(container, result);
  });

  /** Bad input: refused before any change, and before IPAM is asked. */
  test.each<[Record<string, unknown>, string]>([
    [{ mtu: '1500' }, '"mtu" "1500"'],
    [{ mtu: 67 }, '"mtu" 67'],
    [{ ipMasq: 'yes' }, '"ipMasq" "yes"'],
    [{ ipMasqBackend: 'ebtables' }, '"ipMasqBackend" "ebtables"'],
    [{ ipam: {} }, '"ipam"'],
    [{ dns: { nameservers: 'x' } }, '"dns.nameservers" "x"'],
  ])('where the configuration says %j, and asks nobody', async (conf, text) => {
    await using host = await throwawayHost();
    const net = await network(host);
    const error = await leavesNothing(net, await host.container(), { conf });
    expect([error.code, error.msg]).toEqual([7, expect.stringContaining(text)]);
    expect(spies.log()).toEqual([]);
  });
});
