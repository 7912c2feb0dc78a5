import { cpus, loadavg, release } from 'node:os';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { thisMachine } from '../../lib/testing/place.ts';

/** What the figures of a run depend on, as name and value. */
export type Facts = [name: string, value: string][];

/** Asks this machine. What cannot be found out is said to be unknown. */
export async function machineFacts(): Promise<Facts> {
  return [
    ['processors', `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`],
    ['kernel', release()],
    ['weft', await found(/^cnitool (\S+):/, `${pluginsUnderTest}/cnitool`, 'version')],
    ['reference', await found(/^Version: (.+)$/m, 'dpkg-query', '--status', 'containernetworking-plugins')],
    ['iproute2', await found(/iproute2-([^\s,]+)/, 'ip', '-Version')],
    ['iptables', await found(/^iptables v(.+)$/m, 'iptables', '--version')],
    ['nftables', await found(/^nftables v(\S+)/, 'nft', '--version')],
  ];
}

/** Processes that ran or wanted to, as a mean over the last minute. */
export function load(): string {
  return loadavg()[0]?.toFixed(2) ?? 'unknown';
}

async function found(pattern: RegExp, ...argv: string[]): Promise<string> {
  const { stdout } = await thisMachine().run(argv);
  return pattern.exec(stdout)?.[1] ?? 'unknown';
}
