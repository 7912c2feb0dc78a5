/*
 * The five plugins of a node in a list, as a kubelet would have them called: through containerd's CRI service, with port
 * mappings.
 *
 *   ┌ host: containerd ──────────────────────────────────────┐
 *   │                                      ┌ sandbox ──────┐ │    ┌ world ────┐
 *   │ 192.0.2.1:8080 ═> cni0 ═ veth… ══════╪ 10.22.0.2:80  │ ╞════╡ 192.0.2.2 │
 *   │                                      └───────────────┘ │    └───────────┘
 *   └────────────────────────────────────────────────────────┘
 */
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { needs } from '../../lib/testing/needs.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import type { Place } from '../../lib/testing/place.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { removeCgroups } from './cgroups.ts';
import { startCri } from './cri.ts';

/** For a test: containerd and its CRI service take seconds, or many of them on a busy machine. */
const bound = 120_000;
const cgroups = /^(weft-cri-\w+|[0-9a-f]{64})$/;

beforeAll(() => {
  needs('containerd', 'ctr', 'runc', 'busybox', 'nft', 'iptables-save', 'conntrack', 'tc');
  removeCgroups(cgroups);
});

afterAll(() => removeCgroups(cgroups));

function chain(backend: 'iptables' | 'nftables') {
  const ipam = { type: 'host-local', ranges: [[{ subnet: '10.22.0.0/24' }]], routes: [{ dst: '0.0.0.0/0' }] };
  const rate = { ingressRate: 50_000_000, ingressBurst: 8_000_000 };
  return {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      { type: 'bridge', bridge: 'cni0', isGateway: true, ipMasq: true, ipMasqBackend: backend, ipam },
      { type: 'portmap', backend, capabilities: { portMappings: true } },
      { type: 'firewall', backend },
      { type: 'bandwidth', ...rate },
      { type: 'tuning', sysctl: { 'net.ipv4.conf.IFNAME.arp_notify': '1' } },
    ],
  };
}

/** The namespace of the only sandbox, by the name that containerd gave it. */
async function netnsOf(host: Host): Promise<string> {
  const { stdout } = await host.ok(['sh', '-c', 'ls /run/netns | grep ^cni-']);
  return stdout.trim();
}

/** A server in the sandbox that greets everybody once. */
function greet(host: Host, netns: string): Promise<unknown> {
  const server = 'while echo hello | timeout 60 busybox nc -l -p 80; do :; done';
  return host.run(['ip', 'netns', 'exec', netns, 'sh', '-c', server], { timeout: bound });
}

async function greeting(from: Place, address: string, port: number): Promise<string> {
  const call = () => from.run(['sh', '-c', `sleep 1 | busybox nc -w 2 ${address} ${port}`]);
  return (await eventually('the greeting', call, ({ stdout }) => stdout !== '', 20_000)).stdout;
}

/** What a network may leave for the next container. */
const kept = [
  /^[-+] host sysctl /,
  /^\+ host (link|address|route) .*cni0/,
  /^\+ host file \S+ folder/,
  /^[-+] host file \/var\/lib\/cni\/networks\/pods\/(lock|last_reserved_ip\.0) /,
];
/** An attachment is named in all that is its own. */
const isOf = (id: string) => (line: string) => line.includes(id.slice(0, 18));
const isContainers = (line: string) => !kept.some((pattern) => pattern.test(line));

test.each(['iptables', 'nftables'] as const)(
  'bridge + portmap + firewall + bandwidth + tuning with %s: a client outside reaches a sandbox of containerd',
  async (backend) => {
    await using host = await throwawayHost({ plugins: pluginsUnderTest });
    host.write('/etc/cni/net.d/10-pods.conflist', JSON.stringify(chain(backend)));
    const world = await outsideWorld(host);
    const cri = await startCri(host);
    try {
      const before = await snapshot(host);
      const id = await cri.run('weft-cri-one', [{ protocol: 'tcp', hostPort: 8080, containerPort: 80 }]);
      expect(id).toMatch(/^[0-9a-f]{64}$/);
      const attached = difference(before, await snapshot(host));
      expect(attached.filter(isOf(id)).length).toBeGreaterThan(3);
      const netns = await netnsOf(host);
      const server = greet(host, netns);
      server.catch(() => {});
      expect(await greeting(world, '192.0.2.1', 8080)).toBe('hello\n');
      expect(await greeting(host, '127.0.0.1', 8080)).toBe('hello\n');
      await cri.remove(id);
      const left = difference(before, await snapshot(host));
      expect(left.filter(isOf(id))).toEqual([]);
      expect(left.filter((line) => / (veth|bwp|ifb)|10\.22\.0\.2/.test(line)).filter(isContainers)).toEqual(
        [],
      );
      expect(await world.run(['busybox', 'nc', '-w', '1', '192.0.2.1', '8080'])).not.toMatchObject({
        exitCode: 0,
      });
    } finally {
      cri.close();
    }
  },
  bound,
);
