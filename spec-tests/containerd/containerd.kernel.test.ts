/*
 * The executables as a real runtime calls them: containerd 1.6 and runc, all inside a throwaway host.
 *
 *   ┌ host: containerd, ctr, runc ─────────────────────┐
 *   │                             ┌ busybox ─────────┐ │
 *   │ cni0 10.22.0.1 ── veth… ════╪ eth0 10.22.0.2/3 │ │
 *   │                             └──────────────────┘ │
 *   └──────────────────────────────────────────────────┘
 *
 * What this needs of a machine: Debian's containerd, runc and busybox-static, the rights of root, and cgroups mounted and
 * writable at /sys/fs/cgroup (tried with version 1 beside an empty version 2). runc and ctr are given nothing special: no
 * --privileged, no other keyring or pivot_root setting. ctr calls "loopback" before the conflist, from the same folder.
 *
 * WEFT_TEST_BIN names another folder of executables. The reference's fail here: after the container's end `ctr` has no
 * namespace to name any more, and their bridge then leaves the masquerade rules; nor can they be called by hand.
 */
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { removeCgroups } from './cgroups.ts';
import { type RunningContainer, startContainerd } from './containerd.ts';

/** For a test: containerd and two containers take a second, or many of them on a busy machine. */
const bound = 60_000;

const plugins = ['bridge', 'loopback', 'host-local'];
const containers = /^weft-ctr-(one|two|hand)$/;

beforeAll(() => {
  needs('containerd', 'ctr', 'runc', 'busybox', 'nft', 'iptables-save');
  needs(...plugins.map((plugin) => `${pluginsUnderTest}/${plugin}`));
  removeCgroups(containers);
});

afterAll(() => removeCgroups(containers));

const bridge = {
  type: 'bridge',
  bridge: 'cni0',
  isGateway: true,
  ipMasq: true,
  ipam: {
    type: 'host-local',
    ranges: [[{ subnet: '10.22.0.0/24' }]],
    routes: [{ dst: '0.0.0.0/0' }],
  },
};
const network = { cniVersion: '1.0.0', name: 'ctr-net' };

async function addressIn(container: RunningContainer): Promise<string | undefined> {
  const { stdout } = await container.exec('ip', '-4', 'address', 'show', 'eth0');
  return /inet (\S+)\/24/.exec(stdout)?.[1];
}

/** What an attachment is made of, as lines of a difference. */
const attachment = [
  /^\+ host link veth/,
  /^\+ host file \/var\/lib\/cni\/networks\/ctr-net\/10\.22\.0\.2 /,
  /^\+ host (iptables|nft) .*weft-ctr-one/,
];

/** What a network may leave for the next container: its bridge, forwarding, a masquerade chain and a store with nothing in them. */
const kept = [
  /^\+ host (link|address|sysctl net\/ipv[46]\/conf)[/ ](10\.22\.0\.1\/24 dev )?cni0/,
  /^\+ host route 10\.22\.0\.0\/24 dev cni0/,
  /^[-+] host sysctl net\/ipv4\/ip_forward /,
  /^\+ host iptables nat (:WEFT-MASQ|-A POSTROUTING .*(-j WEFT-MASQ|masquerade follows.*)|-A WEFT-MASQ -d 224\.0\.0\.0\/4 -j RETURN)/,
  /^\+ host file \S+ folder/,
  /^[-+] host file \/var\/lib\/cni\/networks\/ctr-net\/(lock|last_reserved_ip\.0) /,
];

const notKept = (line: string) => !kept.some((pattern) => pattern.test(line));

describe('containerd', () => {
  test(
    'attaches containers by way of ctr run --cni and leaves nothing of them',
    async () => {
      await using host = await throwawayHost({ plugins: pluginsUnderTest });
      host.write('/etc/cni/net.d/10-ctr.conflist', JSON.stringify({ ...network, plugins: [bridge] }));
      const containerd = await startContainerd(host);
      const before = await snapshot(host);

      const one = await containerd.start('weft-ctr-one', 'cni');
      const two = await containerd.start('weft-ctr-two', 'cni');
      const addresses = [await addressIn(one), await addressIn(two)];
      expect(addresses).toEqual(['10.22.0.2', '10.22.0.3']);
      await one.exec('ping', '-c', '1', '-W', '5', '10.22.0.1');
      await one.exec('ping', '-c', '1', '-W', '5', '10.22.0.3');
      await one.exec('ping', '-c', '1', '-W', '5', '127.0.0.1');
      const attached = difference(before, await snapshot(host));
      for (const part of attachment)
        expect(attached.filter((line) => part.test(line)).length).toBeGreaterThan(0);

      await one.end();
      await two.exec('ping', '-c', '1', '-W', '5', '10.22.0.1');
      await two.end();
      expect(difference(before, await snapshot(host)).filter(notKept)).toEqual([]);
    },
    bound,
  );

  test(
    'runs a container without a network, which bridge attaches and detaches by hand',
    async () => {
      await using host = await throwawayHost({ plugins: pluginsUnderTest });
      writeConf(host, {});
      const containerd = await startContainerd(host);
      const container = await containerd.start('weft-ctr-hand', 'none');
      const before = await snapshot(host);

      const { stdout: prevResult } = await byHand(host, 'add', container);
      expect(await addressIn(container)).toBe('10.22.0.2');
      await container.exec('ping', '-c', '1', '-W', '5', '10.22.0.1');
      writeConf(host, { prevResult: JSON.parse(prevResult) });
      await byHand(host, 'check', container);

      await byHand(host, 'del', container);
      expect((await container.exec('ip', 'link')).stdout).not.toContain('eth0');
      expect(difference(before, await snapshot(host)).filter(notKept)).toEqual([]);
      await container.end();
    },
    bound,
  );
});

function writeConf(host: Host, more: Record<string, unknown>) {
  host.write('/run/bridge.conf', JSON.stringify({ ...network, ...bridge, ...more }));
}

async function byHand(host: Host, verb: 'add' | 'check' | 'del', { pid }: RunningContainer) {
  const netns = `/proc/${pid}/ns/net`;
  return host.ok(['/opt/cni/bin/bridge', verb, 'weft-ctr-hand', netns, '--conf', '/run/bridge.conf']);
}
