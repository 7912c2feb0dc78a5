import type { Lan } from './testLan.ts';
import { ready, type Server } from './testServers.ts';

/** Kea that gives 192.168.1.`first` to 192.168.1.`last` for `seconds`. */
export async function kea4(
  lan: Lan,
  first: number,
  last: number,
  seconds: number,
  more: object = {},
): Promise<Server> {
  const file = '/run/kea4.csv';
  const Dhcp4 = {
    'interfaces-config': { interfaces: ['eth0'] },
    'lease-database': { type: 'memfile', persist: true, name: file },
    'valid-lifetime': seconds,
    authoritative: true,
    subnet4: [
      {
        subnet: '192.168.1.0/24',
        pools: [{ pool: `192.168.1.${first} - 192.168.1.${last}` }],
        'option-data': [{ name: 'routers', data: '192.168.1.1' }],
      },
    ],
    loggers: [{ name: 'kea-dhcp4', output_options: [{ output: 'stdout' }], severity: 'INFO' }],
    ...more,
  };
  return kea(lan, 'kea-dhcp4', { Dhcp4 }, file, 'DHCP4_STARTED');
}

/** Kea that gives fd00:1::`first` to fd00:1::`last` for `seconds`. */
export async function kea6(lan: Lan, first: string, last: string, seconds: number): Promise<Server> {
  const file = '/run/kea6.csv';
  const Dhcp6 = {
    'interfaces-config': { interfaces: ['eth0'] },
    'lease-database': { type: 'memfile', persist: true, name: file },
    'valid-lifetime': seconds,
    'preferred-lifetime': seconds,
    subnet6: [
      { subnet: 'fd00:1::/64', interface: 'eth0', pools: [{ pool: `fd00:1::${first} - fd00:1::${last}` }] },
    ],
    loggers: [{ name: 'kea-dhcp6', output_options: [{ output: 'stdout' }], severity: 'INFO' }],
  };
  return kea(lan, 'kea-dhcp6', { Dhcp6 }, file, 'DHCP6_STARTED');
}

async function kea(lan: Lan, program: string, conf: object, file: string, started: string): Promise<Server> {
  lan.host.write(`/run/${program}.conf`, JSON.stringify(conf));
  await lan.host.ok(['mkdir', '-p', '/run/kea', '/var/lib/kea']);
  return ready(
    lan,
    ['env', 'KEA_PIDFILE_DIR=/run/kea', 'KEA_LOCKFILE_DIR=none', program, '-c', `/run/${program}.conf`],
    file,
    started,
  );
}
