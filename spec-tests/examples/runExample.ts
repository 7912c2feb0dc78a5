import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type PluginOutput, pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import type { Example } from './example.ts';

/** Where the examples are. */
export const folder = fileURLToPath(new URL('../../conf-examples', import.meta.url));

/**
 * Takes a file of conf-examples as a user does: puts it into /etc/cni/net.d of a fresh host and runs every command of
 * cnitool with it. Throws if a command fails, if it does not show what it is there for, or if anything is left.
 */
export async function runExample(file: string, example: Example): Promise<void> {
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  await forward(host);
  await example.prepare?.(host);
  host.write(`/etc/cni/net.d/${file}`, readFileSync(`${folder}/${file}`));
  const [one, two] = [await host.container('one'), await host.container('two')];
  const before = await snapshot(host, one, two);
  const call = caller(host, example);

  expect(await call('status')).toBe('');
  const result = JSON.parse(await call('add', one.id, example.capabilityArgs)) as PluginOutput;
  const other = (example.alone ? {} : JSON.parse(await call('add', two.id))) as PluginOutput;
  await example.shows({ host, one, result, two, other });
  const attached = example.alone ? [one] : [one, two];
  for (const container of attached) expect(await call('check', container.id)).toBe('');

  for (const container of attached) expect(await call('del', container.id)).toBe('');
  await host.ok(['cnitool', 'gc', example.network, '--none-valid'], { env });
  const left = difference(before, await snapshot(host, one, two));
  expect(left.filter((line) => !remembered.some((pattern) => pattern.test(line)))).toEqual([]);
}

const env = { PATH: `/opt/cni/bin:${systemPath}`, LC_ALL: 'C' };

/** What stays although nothing is attached: folders, the address given last, and on "lo" what the kernel itself put there. */
const remembered = [
  /^\+ host file \/var\/lib\/cni\/(\S+ folder|networks\/\S+\/last_reserved_ip\.\d) /,
  /^\+ host file \/run\/cni(\/tuning)? folder /,
  /^\+ (one|two) address 127\.0\.0\.1\/8 dev lo /,
  /^\+ (one|two) rule6? 1000 .*l3mdev/,
];

/** Runs a command of cnitool that has to succeed, and returns what it prints. */
function caller(host: Host, { network, ifName }: Example) {
  return async (command: string, netns?: string, capabilityArgs?: object): Promise<string> => {
    const words = netns === undefined ? [] : [netns, '--ifname', ifName];
    const more = capabilityArgs ? { CAP_ARGS: JSON.stringify(capabilityArgs) } : {};
    const { stdout } = await host.ok(['cnitool', command, network, ...words], { env: { ...env, ...more } });
    return stdout;
  };
}

/** A host that forwards already, so that nothing is changed that must stay. */
async function forward(host: Host): Promise<void> {
  const on = 'for key in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 >/proc/sys/net/$key; done';
  await host.ok(['sh', '-c', on]);
}
