import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { ofAttachments, ptpNetwork } from './testPtp.ts';

beforeAll(() => needs('iptables', 'nft'));

async function containers(host: Host, count: number): Promise<Container[]> {
  const all: Container[] = [];
  for (let i = 0; i < count; i++) all.push(await host.container());
  return all;
}

describe.each(['iptables', 'nftables'])('ptp, 20 calls at once (%s)', (ipMasqBackend) => {
  test('attaches all to a host on which nothing was, and detaches all', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend });
    const all = await containers(host, 20);
    const results = await Promise.all(all.map((container) => net.add(container)));
    expect(new Set(results.flatMap(({ ips }) => ips?.map(({ address }) => address))).size).toBe(40);
    const entry = / nat -A POSTROUTING .*-j WEFT-MASQ|rule inet weft postrouting .*@masq/;
    expect((await snapshot(host)).filter((line) => entry.test(line))).toHaveLength(2);
    await Promise.all(all.map((container, i) => net.check(container, results[i])));
    for (const container of all) await ping(container, '10.1.2.1');
    for (const { address } of results[19]?.ips ?? []) await ping(all[0] ?? host, address.split('/')[0] ?? '');
    await Promise.all(all.map((container, i) => net.del(container, i % 2 ? { prevResult: results[i] } : {})));
    expect(await ofAttachments(host)).toEqual([]);
  });

  test('lets at most one of several ADDs of one attachment win, and the others leave nothing', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend });
    const container = await host.container();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => net.call('ADD', container)));
    const won = outcomes.filter(({ exitCode }) => exitCode === 0);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { json } of outcomes) expect([undefined, 102, 104]).toContain(json?.code); // link or address was taken
    if (won.length === 1) await net.check(container, won[0]?.json);
    else expect(await ofAttachments(host)).toEqual([]);
    await net.del(container);
    expect(await ofAttachments(host)).toEqual([]);
  });

  test('with ADD and DEL at once leaves exactly those who came to stay', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend });
    const [staying, leaving] = [await containers(host, 10), await containers(host, 10)];
    const old = await Promise.all(leaving.map((container) => net.add(container)));
    const both = [
      ...leaving.map((container, i) => net.del(container, { prevResult: old[i] })),
      ...staying.map((container) => net.add(container)),
    ];
    const results = (await Promise.all(both)).slice(leaving.length);
    await Promise.all(staying.map((container, i) => net.check(container, results[i])));
    expect(await host.ipJson('link', 'show', 'type', 'veth')).toHaveLength(10);
  });
});
