/** What the examples of plugins show that work on what another has made. */
import { linkOf } from '../../../lib/testing/links.ts';
import { type Attached, bare, ping } from '../example.ts';

/** Rates from the runtime, for everything but the network's own neighbours. */
export async function slowToTheOutside({ host, one, result, other }: Attached): Promise<void> {
  const [veth = '', ifb = ''] = [1, 3].map((index) => result.interfaces?.[index]?.name ?? '');
  expect(ifb).toMatch(/^bwp/);
  await host.ok(['ip', 'address', 'add', '192.0.2.1/32', 'dev', 'lo']);
  for (const [link, way] of Object.entries({ [veth]: 'into', [ifb]: 'out of' })) {
    const classes = async () => (await host.ok(['tc', '-s', 'class', 'show', 'dev', link])).stdout;
    expect(await classes()).toMatch(way === 'into' ? /rate 10Mbit/ : /rate 5Mbit/);
    const packets = async () => Number(/Sent \d+ bytes (\d+) pkt/.exec(await classes())?.[1]);
    await ping(one, '10.96.0.1');
    const before = await packets();
    await ping(one, '192.0.2.1');
    expect(await packets()).toBeGreaterThan(before);
  }
  await host.ok(['ip', 'address', 'delete', '192.0.2.1/32', 'dev', 'lo']);
  for (const ip of [...bare(other), '10.96.0.1', 'fd00:96::1']) await ping(one, ip);
}

/** A MAC from the runtime, an MTU and sysctls, on an interface that bridge has made. */
export async function tunedInterface({ one, result, other }: Attached): Promise<void> {
  const tuned = { mac: '0a:58:0a:61:00:17', mtu: 1400 };
  expect(result.interfaces?.at(-1)).toMatchObject({ name: 'eth0', ...tuned });
  const link = await linkOf(one, 'eth0');
  expect(link).toMatchObject({ address: tuned.mac, mtu: tuned.mtu });
  expect(link.flags).toContain('ALLMULTI');
  const keys = ['ipv4/conf/eth0/arp_announce', 'ipv4/ip_local_port_range', 'core/somaxconn'];
  const { stdout } = await one.ok(['cat', ...keys.map((key) => `/proc/sys/net/${key}`)]);
  expect(stdout).toBe('2\n20000\t40000\n500\n');
  for (const ip of [...bare(other), '10.97.0.1', 'fd00:97::1']) await ping(one, ip);
}
