/** What the example of the firewall shows, on a host that drops what it forwards. */
import { outsideWorld } from '../../../lib/testing/outsideWorld.ts';
import type { Host } from '../../../lib/testing/throwawayHost.ts';
import { type Attached, bare, ping } from '../example.ts';

/** A world behind the host, and a host that lets nothing through by itself. */
export async function closedHost(host: Host): Promise<void> {
  await outsideWorld(host);
  await host.ok(['sh', '-ec', 'iptables -P FORWARD DROP; ip6tables -P FORWARD DROP']);
}

/** Containers get out and reach each other, and the world gets in through the host's port alone. */
export async function openForItsContainers({ host, one, other }: Attached): Promise<void> {
  for (const ip of ['192.0.2.2', 'fd00:99::2', ...bare(other)]) await ping(one, ip);
  // Something to read that has not ended: else it may hang up before it has heard anything.
  const listening = one.ok(['sh', '-c', 'sleep 3 | busybox nc -l -p 80 -w 5']);
  const call = 'until echo hello | busybox nc -w 2 192.0.2.1 8080; do i=$((i + 1)); [ $i -lt 50 ]; done';
  await host.ok(['ip', 'netns', 'exec', 'world', 'sh', '-ec', call]);
  expect((await listening).stdout).toBe('hello\n');
}
