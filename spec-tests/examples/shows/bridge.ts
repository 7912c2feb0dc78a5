import { eventually } from '../../../lib/testing/eventually.ts';
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import { type Attached, bare, ping } from '../example.ts';

/** Two families, a way out and masquerade. */
export async function twoFamiliesBehindIptables({ host, one, result, other }: Attached): Promise<void> {
  expect(result.ips?.map(({ address, gateway }) => [address, gateway])).toEqual([
    ['10.88.0.2/16', '10.88.0.1'],
    ['fd00:88::2/64', 'fd00:88::1'],
  ]);
  expect(result.routes).toEqual([
    { dst: '0.0.0.0/0', gw: '10.88.0.1' },
    { dst: '::/0', gw: 'fd00:88::1' },
  ]);
  for (const ip of [...bare(other), '10.88.0.1', 'fd00:88::1']) await ping(one, ip);
  for (const ip of bare(result)) await ping(host, ip);
  const { stdout } = await host.ok(['sh', '-c', 'iptables-save -t nat; ip6tables-save -t nat']);
  for (const ip of [...bare(result), ...bare(other)])
    expect(stdout).toMatch(new RegExp(`-s ${ip}/\\d+ ! -d .* -j MASQUERADE`));
}

/** Addresses and a MAC that the runtime asked for, MTU, dns, a route, and duplicate address detection. */
export async function whatTheRuntimeAskedFor({ host, one, result, two, other }: Attached): Promise<void> {
  expect(result.ips?.map(({ address }) => address)).toEqual(['10.89.1.23/16', 'fd00:89::1:17/64']);
  expect(bare(other)).toEqual(['10.89.1.24', 'fd00:89::1:18']);
  expect(result.dns).toEqual({ nameservers: ['10.89.0.1', 'fd00:89::1'], search: ['containers.example'] });
  const [link] = await one.ipJson('address', 'show', 'dev', 'eth0');
  expect(link).toMatchObject({ address: '0a:58:0a:59:01:17', mtu: 1450 });
  const [route] = await one.ipJson('route', 'show', '192.0.2.0/24');
  expect(route).toMatchObject({ gateway: '10.89.0.254', metric: 50, metrics: [{ mtu: 1400 }] });
  for (const container of [one, two]) await proven(container);
  for (const ip of [...bare(result), '10.89.0.1', 'fd00:89::1']) await ping(two, ip);
  const { stdout } = await host.ok(['nft', 'list', 'table', 'inet', 'weft']);
  for (const ip of [...bare(result), ...bare(other)]) expect(stdout).toContain(`${ip} comment "weft:bridge:`);
}

/** With "enabledad" an IPv6 address answers only after a second in which nobody else has claimed it. */
async function proven(container: Container): Promise<void> {
  const probing = () => container.ipJson('address', 'show', 'dev', 'eth0', 'tentative');
  await eventually('duplicate address detection to end', probing, (links) =>
    links.every(({ addr_info = [] }) => addr_info.length === 0),
  );
}

/** Frames that get through although nobody gave out an address. */
export async function framesWithoutAddresses({ one, result, two }: Attached): Promise<void> {
  expect(result.ips ?? []).toEqual([]);
  expect(result.interfaces?.map(({ name }) => name)).toEqual([
    'cni-l2',
    expect.stringMatching(/^veth/),
    'eth0',
  ]);
  await one.ok(['ip', 'address', 'add', '192.0.2.1/24', 'dev', 'eth0']);
  await two.ok(['ip', 'address', 'add', '192.0.2.2/24', 'dev', 'eth0']);
  await ping(one, '192.0.2.2');
}

/** A VLAN with its gateway on an interface of its own; tagged frames for those who want them; and nobody takes another's MAC. */
export async function gatewayInTheVlan({ host, one, result, other }: Attached): Promise<void> {
  expect(result.interfaces?.map(({ name }) => name)).toEqual([
    'cni-vlan0',
    expect.stringMatching(/^veth/),
    'eth0',
    'cni-vlan0.100',
  ]);
  for (const ip of [...bare(other), '10.93.0.1', 'fd00:93::1']) await ping(one, ip);
  const port = result.interfaces?.[1]?.name ?? '';
  const { stdout } = await host.ok(['bridge', '-compressvlans', 'vlan', 'show', 'dev', port]);
  expect(stdout).toMatch(/\b100 PVID Egress Untagged\s+200-210\s*$/);
  await one.ok(['ip', 'link', 'set', 'eth0', 'address', '02:00:00:00:00:66']);
  expect((await one.run(['ping', '-c', '1', '-W', '1', '10.93.0.1'])).exitCode).not.toBe(0);
  await one.ok(['ip', 'link', 'set', 'eth0', 'address', result.interfaces?.[2]?.mac ?? '']);
}
