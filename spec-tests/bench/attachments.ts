import type { Feature } from '../lab/features.ts';

/** What of a configuration must not be shared, by the two sides of the benchmark or by two containers. */
export interface Own {
  /** Name of the network, and of the bridge that carries it: 15 bytes at most. */
  network: string;
  /** "10.91.0.0/16". */
  subnet: string;
  /** The link that was laid out for it; see `device`. */
  device: string;
  /** A port of the host's; what stands here is put in for it by the driver. */
  hostPort: number | '@PORT@';
}

/** One way to use a plugin: what is measured, and of which the processes are counted. */
export interface Attachment {
  /** The executable that is called. */
  program: string;
  /** Its configuration but for version and name. */
  conf(own: Own): object;
  /** Default: eth0. */
  ifName?: string;
  /** It takes a link that is there before: on the host, or in the container. */
  device?: 'host' | 'container';
  /** It comes after another plugin in a list, and gets the result of a `bridge`. */
  chained?: true;
  /** What a kernel must have for it. */
  needs?: Feature[];
}

const hostLocal = ({ subnet }: Own) => ({
  type: 'host-local',
  ranges: [[{ subnet }]],
  routes: [{ dst: '0.0.0.0/0' }],
});

function bridge(keys: object = {}, needs?: Feature[]): Attachment {
  const conf = (own: Own) => ({
    type: 'bridge',
    bridge: own.network,
    isGateway: true,
    ...keys,
    ipam: hostLocal(own),
  });
  return { program: 'bridge', conf, ...(needs && { needs }) };
}

function ptp(keys: object = {}): Attachment {
  return { program: 'ptp', conf: (own) => ({ type: 'ptp', ...keys, ipam: hostLocal(own) }) };
}

/** On a device, where `key` names it. */
function over(program: string, key: string, keys: object = {}, needs?: Feature[]): Attachment {
  const conf = (own: Own) => ({ type: program, [key]: own.device, ...keys, ipam: hostLocal(own) });
  return { program, conf, device: 'host', ...(needs && { needs }) };
}

/** After another plugin. */
function chained(program: string, keys: object): Attachment {
  return { program, conf: () => ({ type: program, ...keys }), chained: true };
}

/** One port of the host that leads into the container. */
function portmap(backend: string): Attachment {
  const conf = ({ hostPort }: Own) => {
    const portMappings = [{ hostPort, containerPort: 80, protocol: 'tcp' }];
    return { type: 'portmap', backend, runtimeConfig: { portMappings } };
  };
  return { program: 'portmap', conf, chained: true };
}

/** An IPAM plugin alone, as an interface plugin would call it. */
function alone(program: string, ipam: (own: Own) => object): Attachment {
  return { program, conf: (own) => ({ type: 'bridge', ipam: ipam(own) }) };
}

const nftables = { ipMasq: true, ipMasqBackend: 'nftables' };
const spoof = { macspoofchk: true };

/** Every plugin of `bin/table.ts`, but for those below; a test says so. */
export const attachments = {
  bridge: bridge(),
  'bridge ipMasq': bridge({ ipMasq: true }),
  'bridge ipMasq nftables': bridge(nftables),
  'bridge macspoofchk': bridge(spoof),
  'bridge vlan macspoofchk': bridge({ vlan: 100, ...spoof }, ['vlan_filtering']),
  ptp: ptp(),
  'ptp ipMasq': ptp({ ipMasq: true }),
  'ptp ipMasq nftables': ptp(nftables),
  macvlan: over('macvlan', 'master'),
  'macvlan linkInContainer': {
    ...over('macvlan', 'master', { linkInContainer: true }),
    device: 'container',
  },
  ipvlan: over('ipvlan', 'master', {}, ['ipvlan']),
  vlan: over('vlan', 'master', { vlanId: 5 }, ['vlan']),
  'host-device': over('host-device', 'device'),
  dummy: {
    program: 'dummy',
    conf: (own: Own) => ({ type: 'dummy', ipam: hostLocal(own) }),
    needs: ['dummy'],
  },
  tap: { program: 'tap', conf: (own: Own) => ({ type: 'tap', ipam: hostLocal(own) }) },
  loopback: { program: 'loopback', conf: () => ({ type: 'loopback' }), ifName: 'lo' },
  tuning: chained('tuning', { mtu: 1400, sysctl: { 'net.ipv4.conf.IFNAME.arp_notify': '1' } }),
  'portmap iptables': portmap('iptables'),
  'portmap nftables': portmap('nftables'),
  'firewall iptables': chained('firewall', { backend: 'iptables' }),
  'firewall nftables': chained('firewall', { backend: 'nftables' }),
  bandwidth: chained('bandwidth', {
    ingressRate: 100_000_000,
    ingressBurst: 8_000_000,
    egressRate: 100_000_000,
    egressBurst: 8_000_000,
  }),
  sbr: chained('sbr', {}),
  vrf: { ...chained('vrf', { vrfname: 'red' }), needs: ['vrf'] },
  'host-local': alone('host-local', hostLocal),
  static: alone('static', ({ subnet }) => ({
    type: 'static',
    addresses: [
      { address: subnet.replace('.0.0/16', '.0.2/16'), gateway: subnet.replace('.0.0/16', '.0.1') },
    ],
    routes: [{ dst: '0.0.0.0/0' }],
  })),
} satisfies Record<string, Attachment>;

/** Plugins that have no row above, and why. */
export const withoutAttachment: Record<string, string> = {
  dhcp: 'its work is done by its daemon, and how long it takes is up to the server',
};

/** The name of a row above. */
export type AttachmentName = keyof typeof attachments;

/** A row above. */
export function attachmentNamed(name: AttachmentName): Attachment {
  return attachments[name];
}

/** The whole configuration, of a version that both suites know. */
export function configurationOf({ conf }: Attachment, own: Own): Record<string, unknown> {
  return { cniVersion: '1.0.0', name: own.network, ...conf(own) };
}
