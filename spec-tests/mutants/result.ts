import type { Json, Mutant } from './mutant.ts';
import { lies } from './wraps.ts';

const inside = ({ interfaces = [] }: Json, change: object) =>
  interfaces.map((one) => (one.sandbox ? { ...one, ...change } : one));

const ipam = { type: 'host-local', subnet: '10.88.0.0/24', routes: [{ dst: '0.0.0.0/0' }] };

/** Mutants that do everything right and print a result in which one thing is wrong. */
export const result: Mutant[] = [
  {
    name: 'lies-about-the-mac',
    of: 'bridge',
    breaks: 'ADD-09',
    by: ['add/truth'],
    wrap: lies((json) => ({ ...json, interfaces: inside(json, { mac: '02:00:00:00:00:01' }) })),
  },
  {
    name: 'lies-about-the-mtu',
    of: 'loopback',
    breaks: 'ADD-09',
    by: ['add/truth'],
    wrap: lies((json) => ({ ...json, interfaces: inside(json, { mtu: 9000 }) })),
  },
  {
    name: 'tells-an-address-that-it-did-not-set',
    of: 'bridge',
    breaks: 'ADD-09',
    by: ['add/truth'],
    wrap: lies((json) => ({ ...json, ips: json.ips?.map((ip) => ({ ...ip, address: '10.88.0.200/24' })) })),
  },
  {
    name: 'tells-a-route-that-it-did-not-set',
    of: 'bridge',
    breaks: 'ADD-09',
    by: ['add/truth'],
    wrap: lies((json) => ({ ...json, routes: [{ dst: '192.0.2.0/24', gw: '10.88.0.1' }] })),
  },
  {
    name: 'tidies-up-cni-netns',
    of: 'loopback',
    breaks: 'ADD-07',
    by: ['add/sandbox'],
    wrap: lies((json, { env }) => ({
      ...json,
      interfaces: inside(json, { sandbox: env.CNI_NETNS?.replaceAll('//', '/') }),
    })),
  },
  {
    name: 'does-not-tell-the-host-end',
    of: 'bridge',
    breaks: 'RES-02',
    by: ['add/truth'],
    wrap: lies((json) => ({
      ...json,
      interfaces: json.interfaces?.filter(({ sandbox }) => sandbox),
      ips: json.ips?.map((ip) => ({ ...ip, interface: 0 })),
    })),
  },
  {
    name: 'tells-interfaces-without-names',
    of: 'loopback',
    breaks: 'RES-02',
    by: ['version/1.1.0'],
    wrap: lies((json) => ({ ...json, interfaces: inside(json, { name: undefined }) })),
  },
  {
    name: 'does-not-tell-the-address',
    of: 'bridge',
    breaks: 'RES-03',
    by: ['add/truth'],
    wrap: lies((json) => ({ ...json, ips: [] })),
  },
  {
    name: 'tells-addresses-without-a-prefix-length',
    of: 'host-local',
    breaks: 'RES-03',
    by: ['version/1.1.0'],
    wrap: lies((json) => ({
      ...json,
      ips: json.ips?.map((ip) => ({ ...ip, address: ip.address.split('/')[0] })),
    })),
  },
  {
    name: 'calls-a-route-default',
    of: 'host-local',
    breaks: 'RES-04',
    by: ['version/1.1.0'],
    wrap: lies((json) => ({ ...json, routes: [{ dst: 'default' }] })),
  },
  {
    name: 'tells-one-nameserver-as-text',
    of: 'host-local',
    breaks: 'RES-05',
    by: ['version/1.1.0'],
    wrap: lies((json) => ({ ...json, dns: { nameservers: '192.0.2.53' } })),
  },
  {
    name: 'counts-interfaces-from-one',
    of: 'bridge',
    breaks: 'RES-06',
    by: ['version/1.1.0'],
    wrap: lies((json) => ({
      ...json,
      ips: json.ips?.map((ip) => ({ ...ip, interface: (ip.interface ?? 0) + 1 })),
    })),
  },
  {
    name: 'leaves-out-routes',
    of: 'bridge',
    breaks: 'RES-07',
    by: ['version/1.1.0'],
    // All five keys are there only where dns is asked for.
    profile: { conf: { bridge: 'cnf0', isGateway: true, ipam, dns: { domain: 'example.net' } } },
    wrap: lies(({ routes: _, ...json }) => json),
  },
  {
    name: 'ipam-tells-interfaces',
    of: 'host-local',
    breaks: 'DLG-10',
    by: ['ipam/result'],
    wrap: lies((json) => ({
      ...json,
      interfaces: [{ name: 'eth0' }],
      ips: json.ips?.map((ip) => ({ ...ip, interface: 0 })),
    })),
  },
  {
    name: 'ipam-keeps-the-routes-to-itself',
    of: 'host-local',
    breaks: 'DLG-12',
    by: ['ipam/result'],
    wrap: lies((json) => ({ ...json, routes: [] })),
  },
];
