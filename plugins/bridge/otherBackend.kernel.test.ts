import { FaultyIp } from '../../lib/testing/faultyIp.ts';
import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork } from './testNetwork.ts';

beforeAll(() => needs('iptables', 'nft'));

const nftables = { ipMasq: true, ipMasqBackend: 'nftables' };
const iptables = { ipMasq: true, ipMasqBackend: 'iptables' };
const never = { ipMasq: false };

function fixed(...addresses: string[]): Record<string, unknown> {
  return { ipam: { type: 'static', addresses: addresses.map((address) => ({ address })) } };
}

/** A network that has only these addresses to give. */
function network(host: Host, addresses = ['10.3.0.5/24', 'fd00:3::5/64'], own = {}): BridgeNetwork {
  return new BridgeNetwork(host, { ...nftables, ...fixed(...addresses), isGateway: false, ...own });
}

/** What masquerades, with either backend: "10.3.0.5 c1". */
async function masqueraded(host: Host): Promise<string[]> {
  const listings = 'nft list table inet weft; iptables-save -t nat; ip6tables-save -t nat';
  const rules = await host.ok(['sh', '-c', listings]);
  const entry =
    /(?:^| |-s )([\da-f.:]+)(?:\/\d+ ! -d \S+ -m comment)? (?:--)?comment "weft:bridge:\w+:(\w+):\w+" *[:-]/gm;
  return [...rules.stdout.matchAll(entry)].map(([, ip, id]) => `${ip} ${id}`).sort();
}

/** An nftables entry of "c1", whose DEL has left it behind: it knew of no masquerade any more. */
async function leftBehind(host: Host, addresses?: string[]) {
  const net = network(host, addresses);
  const c1 = await host.container('c1');
  const prevResult = await net.add(c1);
  await net.del(c1, { prevResult, conf: never });
  expect(await masqueraded(host)).toEqual((addresses ?? ['10.3.0.5', 'fd00:3::5']).map(owned('c1')));
  return { c1, prevResult };
}

function owned(id: string): (address: string) => string {
  return (address) => `${address.split('/')[0]} ${id}`;
}

describe('DEL with another ipMasqBackend than ADD had', () => {
  test.each([
    ['nftables', 'iptables'],
    ['iptables', 'nftables'],
  ])('stops what %s does, though it says %s', async (before, after) => {
    await using host = await throwawayHost();
    await host.ok(['nft', 'add table inet weft']);
    const net = network(host, undefined, { ipMasqBackend: before });
    for (const withResult of [true, false]) {
      const c1 = await host.container('c1');
      const prevResult = await net.add(c1);
      expect(await masqueraded(host)).toEqual(['10.3.0.5 c1', 'fd00:3::5 c1']);
      const result = withResult ? { prevResult } : {};
      await net.del(c1, { ...result, conf: { ipMasqBackend: after } });
      expect({ withResult, left: await masqueraded(host) }).toEqual({ withResult, left: [] });
      await c1.remove();
    }
  });
});

describe('ADD with an address that a left-over nftables entry has', () => {
  test.each([
    ['all of its addresses', ['10.3.0.5/24', 'fd00:3::5/64']],
    ['one of its addresses', ['fd00:3::5/64']],
    ['one of another subnet', ['10.3.0.5/16']],
  ])('takes its place: %s', async (_, stale) => {
    await using host = await throwawayHost();
    const { c1, prevResult } = await leftBehind(host, stale);
    const [net, c2] = [network(host), await host.container('c2')];
    const now = await net.add(c2);
    expect(await masqueraded(host)).toEqual(['10.3.0.5 c2', 'fd00:3::5 c2']);
    await net.check(c2, now);
    for (const call of [{ prevResult }, {}]) await net.del(c1, call);
    await net.check(c2, now);
    await net.del(c2, { prevResult: now });
    expect(await masqueraded(host)).toEqual([]);
  });

  test('takes its place if it was left by the same attachment', async () => {
    await using host = await throwawayHost();
    const { c1 } = await leftBehind(host);
    await network(host).check(c1, await network(host).add(c1));
  });

  test('leaves no entry if it fails after that', async () => {
    await using host = await throwawayHost();
    using faulty = new FaultyIp();
    await leftBehind(host);
    const env = faulty.env('refused', 'address add *');
    const { msg } = await network(host).refused('ADD', await host.container('c2'), { env });
    expect(msg).toMatch(/^Cannot give "eth0" /);
    expect((await snapshot(host)).filter((line) => line.includes('weft:bridge:'))).toEqual([]);
  });

  test('is refused, and changes nothing, while the attachment that has it is there', async () => {
    await using host = await throwawayHost();
    const [net, c1] = [network(host), await host.container('c1')];
    const result = await net.add(c1);
    const other = network(host, ['10.3.0.5/24'], { name: 'other' });
    const { code, msg } = await other.refused('ADD', await host.container('c2'));
    expect([code, msg]).toEqual([102, expect.stringContaining('"weft:bridge:mynet:c1:eth0"')]);
    await net.check(c1, result);
    expect(await masqueraded(host)).toEqual(['10.3.0.5 c1', 'fd00:3::5 c1']);
  });
});

test.each([
  ['no masquerade', never],
  ['another backend', iptables],
])('GC of a network with %s by now collects what is left', async (_, conf) => {
  await using host = await throwawayHost();
  await leftBehind(host);
  await network(host).gc(['c2'], { conf });
  expect((await snapshot(host)).filter((line) => line.includes('weft:bridge:'))).toEqual([]);
});
