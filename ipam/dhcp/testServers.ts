import { eventually } from '../../lib/testing/eventually.ts';
import { type Background, type Lan, start } from './testLan.ts';

/** A DHCP server that runs in the server's namespace of a LAN. */
export interface Server extends Background {
  /** What its file of leases holds. */
  leases(): string;
}

/**
 * dnsmasq that gives 192.168.1.`first` to 192.168.1.`last` for two minutes, the least it knows. `more`: of its flags.
 */
export async function dnsmasq(lan: Lan, first: number, last: number, ...more: string[]): Promise<Server> {
  const file = '/run/dnsmasq.leases';
  const flags = [
    '--no-ping',
    '--keep-in-foreground',
    '--port=0',
    '--conf-file=/dev/null',
    '--user=root',
    '--interface=eth0',
    '--dhcp-authoritative',
    '--log-dhcp',
    '--log-facility=-',
    '--pid-file=',
    `--dhcp-leasefile=${file}`,
    `--dhcp-range=192.168.1.${first},192.168.1.${last},120`,
  ];
  return ready(lan, ['dnsmasq', ...flags, ...more], file, 'started');
}

/** ISC dhcpd that gives 192.168.1.`first` to 192.168.1.`last` for `seconds`. `more`: lines of its subnet. */
export async function dhcpd(
  lan: Lan,
  first: number,
  last: number,
  seconds: number,
  ...more: string[]
): Promise<Server> {
  const file = '/run/dhcpd.leases';
  const lines = [
    'authoritative; ping-check false;',
    `default-lease-time ${seconds}; min-lease-time ${seconds}; max-lease-time ${seconds};`,
    'subnet 192.168.1.0 netmask 255.255.255.0 {',
    `range 192.168.1.${first} 192.168.1.${last}; option routers 192.168.1.1;`,
    ...more,
    '}',
  ];
  lan.host.write('/run/dhcpd.conf', lines.join('\n'));
  if ((await lan.host.run(['test', '-e', file])).exitCode !== 0) lan.host.write(file, '');
  const argv = [
    'dhcpd',
    '-d',
    '-4',
    '-cf',
    '/run/dhcpd.conf',
    '-lf',
    file,
    '-pf',
    '/run/dhcpd.pid',
    '--no-pid',
    'eth0',
  ];
  return ready(lan, argv, file, 'Server starting service');
}

/** Starts a server, and waits for the sign that it has started. */
export async function ready(lan: Lan, argv: string[], file: string, sign: string): Promise<Server> {
  const running = await start(lan.host, lan.server, argv);
  await eventually(
    `${argv[0]} to start`,
    () => running.said(),
    (said) => said.includes(sign),
    10_000,
  );
  return { ...running, leases: () => lan.host.read(file) };
}
