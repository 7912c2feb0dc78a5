import { readFileSync } from '#files';

/** The capabilities this process may use, as the kernel numbers their bits: 1 << 12 is CAP_NET_ADMIN. */
export function effectiveCapabilities(): bigint {
  const [, hex] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return BigInt(`0x${hex ?? '0'}`);
}
