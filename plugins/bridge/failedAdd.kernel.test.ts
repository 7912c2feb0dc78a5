import { chmodSync, writeFileSync } from 'node:fs';
import { difference } from '../../lib/testing/difference.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type SpyAnswer, type SpyPlugins, spyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, type Call, dual } from './testNetwork.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
});
afterEach(() => spies[Symbol.dispose]());

const address = { ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }] };

/** A network whose IPAM plugin is a spy, on a host that forwards already: forwarding stays on once it is on. */
async function spied(
  host: Host,
  answers: Record<string, SpyAnswer> = {},
  own: Record<string, unknown> = {},
): Promise<BridgeNetwork> {
  await forward(host);
  spies.plant('spy', { ADD: { stdout: address }, ...answers });
  return new BridgeNetwork(host, { ipam: { type: 'spy' }, ...own }, spies.path);
}

async function forward(host: Host): Promise<void> {
  await host.ok([
    'sh',
    '-ec',
    'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding',
  ]);
}

/** ADD that has to fail and to leave nothing; its error object. */
async function leavesNothing(net: BridgeNetwork, container: Container, call: Call = {}) {
  const before = await snapshot(net.host, container);
  const error = await net.refused('ADD', container, call);
  expect(difference(before, await snapshot(net.host, container))).toEqual([]);
  return error;
}

/** A program that takes the place of another, along PATH. */
function fake(name: string, script: string): Record<string, string> {
  writeFileSync(`${spies.room}/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(`${spies.room}/${name}`, 0o755);
  return { PATH: `${spies.room}:${systemPath}` };
}

describe('bridge ADD that fails leaves nothing', () => {
  // Reference: 13 Veth
  test('where the container has an interface of that name', async () => {
    await using host = await throwawayHost();
    const net = await spied(host);
    const container = await host.container();
    await container.ok(['ip', 'link', 'add', 'eth0', 'type', 'bridge']);
    const { code, msg } = await leavesNothing(net, container);
    expect([code, msg]).toEqual([104, 'Cannot attach "eth0": name already exists in the container']);
    expect(spies.log()).toEqual([]);
  });

  test('but the first attachment as it was, where it is a second one of the same name', async () => {
    await using host = await throwawayHost();
    const net = await spied(host, {}, { ipMasq: true });
    const container = await host.container();
    await net.add(container);
    const { code, msg } = await leavesNothing(net, container);
    expect([code, msg]).toEqual([104, expect.stringContaining('attached already, through "veth')]);
    expect(spies.log()).toEqual(['spy ADD']);
  });

  // Reference: bridge 3.7 no. 34
  test.each<[string, SpyAnswer, number, string]>([
    [
      'fails',
      { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'no more', details: 'none at all' } },
      142,
      'no more',
    ],
    ['dies', { exit: 3, stderr: 'oh no\n' }, 103, 'exit status 3: oh no'],
    ['says nothing', { stdout: '' }, 103, 'Cannot understand the result of IPAM plugin "spy"'],
    ['gives no address', { stdout: { dns: {} } }, 103, 'no addresses in it'],
    ['gives no address that is one', { stdout: { ips: [{ address: '10.1.2.300/24' }] } }, 6, '10.1.2.300/24'],
    [
      'gives an address that nobody can use',
      { stdout: { ips: [{ address: 'ff02::1/64' }] } },
      100,
      'ff02::1/64',
    ],
    [
      'gives the same address twice',
      { stdout: { ips: [{ address: '10.1.2.3/24' }, { address: '10.1.2.3/24' }] } },
      100,
      '10.1.2.3',
    ],
    [
      'gives a route that leads nowhere',
      { stdout: { ...address, routes: [{ dst: '192.0.2.0/24', gw: '198.51.100.1' }] } },
      100,
      '192.0.2.0/24',
    ],
  ])('where IPAM %s, and gives the address back', async (_, answer, code, words) => {
    await using host = await throwawayHost();
    const net = await spied(host, { ADD: answer }, { ipMasq: true });
    const error = await leavesNothing(net, await host.container());
    expect([error.code, error.msg]).toEqual([code, expect.stringContaining(words)]);
    expect(spies.log()).toEqual(['spy ADD', 'spy DEL']);
  });

  test('where there is no such IPAM plugin', async () => {
    await using host = await throwawayHost();
    const net = await spied(host, {}, { ipam: { type: 'absent' } });
    expect(await leavesNothing(net, await host.container())).toMatchObject({
      code: 103,
      msg: expect.stringContaining('"absent"'),
    });
  });

  test('with host-local but its folder and its memory of the last address', async () => {
    await using host = await throwawayHost();
    await forward(host);
    const net = new BridgeNetwork(host, { ipam: dual, ipMasq: true });
    const container = await host.container();
    const before = await snapshot(host, container);
    await net.refused('ADD', container, { env: fake('iptables-restore', 'exit 4') });
    const left = difference(before, await snapshot(host, container)).filter(
      (line) => !/ (folder|lock|last_reserved_ip)/.test(line),
    );
    expect(left.filter((line) => !/file \S+\/(lock|last_reserved_ip\.\d|\.weft\S*) /.test(line))).toEqual([]);
  });

  test.each([
    ['iptables', 'iptables-restore'],
    ['iptables', 'ip6tables-restore'],
    ['nftables', 'nft'],
  ])('where masquerading with %s fails for want of a working %s', async (ipMasqBackend, program) => {
    await using host = await throwawayHost();
    const net = await spied(host, {}, { ipMasq: true, ipMasqBackend });
    const error = await leavesNothing(net, await host.container(), {
      env: fake(program, 'echo broken >&2; exit 4'),
    });
    expect([error.code, error.msg]).toEqual([100, expect.stringMatching(/^Cannot masquerade .*: broken$/)]);
    expect(spies.log()).toEqual(['spy ADD', 'spy DEL']);
  });

  test('where an address of the bridge is in the way', async () => {
    await using host = await throwawayHost();
    const net = await spied(host);
    await host.ok([
      'sh',
      '-ec',
      'ip link add cni0 type bridge; ip link set cni0 up; ip address add 10.9.0.1/16 dev cni0',
    ]);
    expect(await leavesNothing(net, await host.container())).toMatchObject({
      code: 7,
      msg: expect.stringContaining('10.9.0.1/16'),
    });
  });

  test.each([false, true])(
    'on a bridge of others, but its addresses as they were, forced %s',
    async (forceAddress) => {
      await using host = await throwawayHost();
      const net = await spied(host, {}, { ipMasq: true, forceAddress });
      const old = forceAddress ? 'ip address add 10.9.0.1/16 brd + dev cni0' : ':';
      await host.ok([
        'sh',
        '-ec',
        `ip link add cni0 address 02:00:00:00:00:77 type bridge; ip link set cni0 up; ${old}; ip link add v0 master cni0 type veth`,
      ]);
      const container = await host.container();
      const error = await leavesNothing(net, container, { env: fake('iptables-restore', 'exit 4') });
      expect(error).toMatchObject({ code: 100 });
    },
  );

  test('where somebody else has the IPv6 address, and enabledad asks', async () => {
    await using host = await throwawayHost();
    const net = await spied(host, {}, { enabledad: true });
    await net.add(await host.container('first'));
    const { code, msg } = await leavesNothing(net, await host.container('second'));
    expect([code, msg]).toEqual([
      100,
      'Cannot use address fd00:1::3/64: somebody else on the network has it',
    ]);
    expect(spies.log()).toEqual(['spy ADD', 'spy ADD', 'spy DEL']);
  }, 15_000);

  test('where the version cannot tell the result', async () => {
    await using host = await throwawayHost();
    const net = await spied(host, {}, { cniVersion: '0.2.0', ipam: {} });
    expect(await leavesNothing(net, await host.container())).toMatchObject({ code: 7, cniVersion: '0.2.0' });
  });

  test('where the bridge has the name of something else', async () => {
    await using host = await throwawayHost();
    const net = await spied(host);
    await host.ok(['ip', 'link', 'add', 'cni0', 'type', 'veth']);
    expect(await leavesNothing(net, await host.container())).toMatchObject({
      code: 104,
      msg: expect.stringContaining('"cni0"'),
    });
    expect(spies.log()).toEqual([]);
  });

  test('but the bridge, where somebody has attached another container meanwhile', async () => {
    await using host = await throwawayHost();
    const net = await spied(host);
    const [a, b] = [await host.container('a'), await host.container('b')];
    const gate = `${spies.room}/gate`;
    await host.ok(['mkfifo', gate]);
    const before = `[ "$CNI_CONTAINERID" = b ] || { echo > ${gate}; cat ${gate}; exit 1; }`;
    spies.plant('spy', { ADD: { stdout: address, before } });
    const failing = net.refused('ADD', a);
    await host.ok(['cat', gate]); // a has made the bridge and waits for its address
    const result = await net.add(b);
    await host.ok(['sh', '-c', `echo > ${gate}`]);
    await failing;
    await net.check(b, result);
    expect((await host.ipJson('link', 'show', 'master', 'cni0')).map(({ ifname }) => ifname)).toEqual([
      result.interfaces?.[1]?.name,
    ]);
  });
});
