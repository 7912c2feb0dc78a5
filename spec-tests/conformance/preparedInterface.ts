import type { Container } from '../../lib/testing/throwawayContainer.ts';

/** Lines of shell that give container number `n` an interface, as the plugin before a chained one does. */
export function interfaceScripts(
  n: number,
  container: Container,
  ifName: string,
): { host: string; container: string } {
  const peer = `peer${n}`;
  return {
    host: [
      `ip link add ${peer} address ${hostMac(n)} type veth peer name ${ifName} address ${containerMac(n)} netns ${container.id}`,
      `ip address add 10.99.0.1/24 dev ${peer}`,
      `ip address add fd00:99::1/64 dev ${peer} nodad`,
      `ip link set ${peer} up`,
    ].join('\n'),
    container: [
      'ip link set lo up',
      `ip address add 10.99.0.${n + 1}/24 dev ${ifName}`,
      `ip address add fd00:99::${n + 1}/64 dev ${ifName} nodad`,
      `ip link set ${ifName} up`,
      `ip route add default via 10.99.0.1 dev ${ifName}`,
      `ip -6 route add default via fd00:99::1 dev ${ifName}`,
    ].join('\n'),
  };
}

/** The result of that plugin, in the shape of 1.1.0: every key that a later plugin has to hand on. */
export function interfaceResult(n: number, container: Container, ifName: string): Record<string, unknown> {
  return {
    cniVersion: '1.1.0',
    interfaces: [
      { name: `peer${n}`, mac: hostMac(n), mtu: 1500 },
      { name: ifName, mac: containerMac(n), mtu: 1500, sandbox: container.netns },
    ],
    ips: [
      { address: `10.99.0.${n + 1}/24`, gateway: '10.99.0.1', interface: 1 },
      { address: `fd00:99::${n + 1}/64`, gateway: 'fd00:99::1', interface: 1 },
    ],
    routes: [
      { dst: '0.0.0.0/0', gw: '10.99.0.1' },
      { dst: '::/0', gw: 'fd00:99::1' },
    ],
    dns: {
      nameservers: ['192.0.2.53', '2001:db8::53'],
      domain: 'example.org',
      search: ['example.org', 'example.net'],
      options: ['ndots:2'],
    },
  };
}

function hostMac(n: number): string {
  return `02:00:00:00:01:${hex(n)}`;
}

function containerMac(n: number): string {
  return `02:00:00:00:02:${hex(n)}`;
}

function hex(n: number): string {
  return n.toString(16).padStart(2, '0');
}
