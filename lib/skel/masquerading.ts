import { programPath } from '../kernel/programPath.ts';
import { subnetText } from '../net/family.ts';
import type { Masquerade, MasqueradeBackend } from '../ops/masquerade.ts';
import type { Fields } from '../spec/fields.ts';
import type { Result } from '../spec/result.ts';

/** The part of a configuration that says whether and how to masquerade: the keys `ipMasq` and `ipMasqBackend`. */
export interface MasqueradeConf {
  ipMasq: boolean;
  /** Absent: iptables if it is there, else nftables. */
  ipMasqBackend?: MasqueradeBackend;
}

/** Reads the key `ipMasqBackend`; undefined if it is absent or empty. */
export function parseBackend(fields: Fields): MasqueradeBackend | undefined {
  const chosen = fields.text('ipMasqBackend');
  if (!chosen) return undefined;
  if (chosen !== 'iptables' && chosen !== 'nftables')
    throw fields.refusal('ipMasqBackend', 'neither "iptables" nor "nftables"');
  return chosen;
}

/** The configured backend; without one iptables if it is installed, as the reference has it. */
export function backendInUse(conf: MasqueradeConf): MasqueradeBackend {
  return conf.ipMasqBackend ?? (programPath('iptables-restore') === undefined ? 'nftables' : 'iptables');
}

/** What is masqueraded for a result: each address, outside its own subnet. */
export function masqueraded(result: Result): Masquerade[] {
  return (result.ips ?? []).map(({ address }) => ({
    ip: address.split('/')[0] ?? '',
    subnet: subnetText(address),
  }));
}
