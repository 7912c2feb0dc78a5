import { difference } from '../../lib/testing/difference.ts';
import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { ipam, ofAttachments, ptpNetwork } from './testPtp.ts';

beforeAll(() => needs('iptables', 'nft'));

/** The owners that anything on the host speaks of: "mynet:a:eth0". */
async function owners(host: Host): Promise<string[]> {
  const found = (await snapshot(host)).flatMap((line) => [...line.matchAll(/weft:ptp:(\w+:[\w.-]+:\w+)/g)]);
  return [...new Set(found.map(([, owner = '']) => owner))].sort();
}

async function state(host: Host): Promise<string[]> {
  return (await snapshot(host)).filter((line) => !/last_reserved|\/netns|forwarding|ip_forward/.test(line));
}

describe.each(['iptables', 'nftables'])('ptp GC (%s)', (ipMasqBackend) => {
  test('removes what belongs to no valid attachment, and nothing else', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend });
    const other = ptpNetwork(host, {
      name: 'other',
      ipMasq: true,
      ipMasqBackend,
      ipam: ipam(['10.9.0.0/24']),
    });
    const [a, b, c] = [await host.container('a'), await host.container('b'), await host.container('c')];
    const results = { a: await net.add(a), c: await net.add(c) };
    const elsewhere = await host.container('elsewhere');
    const others = await other.add(elsewhere);
    await ping(a, '10.1.2.1');
    const before = await state(host);
    await net.add(b);
    await b.remove();
    for (const _ of ['first', 'second']) {
      await net.gc(['a', 'c']);
      expect(difference(before, await state(host))).toEqual([]);
    }
    await net.check(a, results.a);
    await net.check(c, results.c);
    await other.check(elsewhere, others);
    expect(await owners(host)).toEqual(['mynet:a:eth0', 'mynet:c:eth0', 'other:elsewhere:eth0']);
  });

  test('tells attachments apart by container and interface together', async () => {
    await using host = await throwawayHost();
    const own = { ...ipam(['10.1.2.0/24', 'fd00:1::/66']), routes: [] };
    const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend, ipam: own });
    const [a, b] = [await host.container('a'), await host.container('b')];
    for (const ifName of ['eth0', 'eth1']) for (const whom of [a, b]) await net.add(whom, { ifName });
    await net.gc(['a:eth1', 'b:eth0', 'nobody:eth7']);
    expect(await owners(host)).toEqual(['mynet:a:eth1', 'mynet:b:eth0']);
    expect((await ofAttachments(host)).filter((line) => line.includes('/networks/'))).toHaveLength(4);
  });

  test('with an empty list removes all, and what entries share, twice', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend });
    const before = (await state(host)).filter((line) => !line.includes('send_redirects'));
    for (const name of ['a', 'b']) {
      const container = await host.container(name);
      await net.add(container);
      await container.remove();
    }
    for (const time of ['first', 'second']) {
      await net.gc([]);
      const left = difference(
        before,
        (await state(host)).filter((line) => !line.includes('send_redirects')),
      );
      expect({
        time,
        left: left.filter((line) => !/networks(\/\.weft\S*|\/mynet(\/lock)?)? /.test(line)),
      }).toEqual({
        time,
        left: [],
      });
    }
  });
});

describe('ptp GC', () => {
  test('refuses to guess when the list is missing or is no list, and changes nothing', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true });
    await net.add(await host.container());
    const before = await snapshot(host);
    for (const wrong of [undefined, null, 'all', {}, ['a']]) {
      const conf = { 'cni.dev/valid-attachments': wrong };
      expect(await net.refused('GC', undefined, { conf })).toMatchObject({
        code: 7,
        msg: expect.stringContaining('cni.dev/valid-attachments'),
      });
    }
    expect(difference(before, await snapshot(host))).toEqual([]);
  });

  test('asks IPAM once, and tells its failure after its own work', async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy', {
      ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } },
      GC: { exit: 1, stdout: { code: 142, msg: 'disk full' } },
    });
    const net = ptpNetwork(host, { ipam: { type: 'spy' }, ipMasq: true }, spies.path);
    await net.add(await host.container());
    spies.forget();
    const conf = { 'cni.dev/valid-attachments': [] };
    expect(await net.refused('GC', undefined, { conf })).toMatchObject({
      code: 105,
      details: 'spy GC: disk full',
    });
    expect([spies.log(), await owners(host)]).toEqual([['spy GC'], []]);
  });
});

describe('ptp STATUS', () => {
  test('is content where ADD would work, and asks IPAM', async () => {
    await using host = await throwawayHost();
    await ptpNetwork(host, { ipMasq: true }).status();
    using spies = spyPlugins();
    spies.plant('spy', { STATUS: { exit: 1, stdout: { code: 50, msg: 'not yet' } } });
    const net = ptpNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    expect(await net.refused('STATUS', undefined)).toMatchObject({ code: 50, msg: 'not yet' });
  });

  test.each([
    ['nftables', ['nft']],
    ['iptables', ['iptables-restore', 'ip6tables-restore']],
  ])('with masquerade by %s names the programs that are missing', async (ipMasqBackend, programs) => {
    await using host = await throwawayHost();
    await host.ok(['mount', '-t', 'tmpfs', 'hides-iptables-and-nft', '/usr/sbin']);
    const net = ptpNetwork(host, { ipMasqBackend });
    const { code, msg = '' } = await net.refused('STATUS', undefined, { conf: { ipMasq: true } });
    expect(code).toBe(50);
    expect([...msg.matchAll(/program "([\w-]+)"/g)].map(([, name]) => name)).toEqual(programs);
    await net.status();
  });
});
