import { existsSync, readFileSync } from 'node:fs';
import { programPath } from '../kernel/programPath.ts';

/** Where Debian keeps a program whose package is not named after it. */
const packages: Record<string, string> = {
  bridge: 'iproute2',
  busybox: 'busybox-static',
  ctr: 'containerd',
  dhcpd: 'isc-dhcp-server',
  dnsmasq: 'dnsmasq-base',
  ip: 'iproute2',
  'kea-dhcp4': 'kea-dhcp4-server',
  'kea-dhcp6': 'kea-dhcp6-server',
  'iptables-save': 'iptables',
  nft: 'nftables',
  nsenter: 'util-linux',
  ping: 'iputils-ping',
  tc: 'iproute2',
  unshare: 'util-linux',
};

/** The folders of a system's programs, which are not all on every user's PATH. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Bits of CapEff in /proc/self/status. */
const capabilities = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n };

/**
 * Says what a kernel test needs: the rights of root, and `programs`, names or paths. Throws one error that lists everything missing, so
 * that a test which cannot run is a failure to be read, never a silent pass. Call it in `beforeAll`.
 */
export function needs(...programs: string[]): void {
  // Rights first: without them not every folder of PATH can be looked into.
  const rights = missingRights();
  const missing = rights.length > 0 ? rights : programs.filter(isMissing).map(described);
  if (missing.length > 0) throw new Error(`Cannot work with real namespaces: missing ${missing.join(', ')}`);
}

/** The rights alone: root with the capabilities to make namespaces and to change networks. */
export function requireRoot(): void {
  needs();
}

function missingRights(): string[] {
  const uid = process.getuid?.();
  if (uid !== 0) return [`root (the user ID is ${uid})`];
  const effective = BigInt(
    `0x${/^CapEff:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0}`,
  );
  const absent = Object.entries(capabilities).filter(([, bit]) => (effective & (1n << bit)) === 0n);
  return absent.map(([name]) => `${name} (root, but without it)`);
}

function isMissing(program: string): boolean {
  const path = programPath(program);
  return path === undefined || !existsSync(path);
}

function described(program: string): string {
  return program.includes('/') ? program : `${program} (Debian package ${packages[program] ?? program})`;
}
