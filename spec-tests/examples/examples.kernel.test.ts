/** Every file of conf-examples as a user takes it: put into /etc/cni/net.d and run with cnitool. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type PluginOutput, pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { needs, systemPath } from '../../lib/testing/needs.ts';
import type { Outcome } from '../../lib/testing/outcome.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';

const folder = fileURLToPath(new URL('../../conf-examples', import.meta.url));

interface Example {
  network: string;
  ifName: string;
  /** CAP_ARGS for the first of the two containers. */
  capabilityArgs?: object;
  /** What the example is there to show, looked at while two containers are attached. */
  shows(attached: Attached): Promise<void>;
}

interface Attached {
  host: Host;
  /** The first container, and what its ADD printed. */
  one: Container;
  result: PluginOutput;
  two: Container;
  other: PluginOutput;
}

const examples: Record<string, Example> = {
  '10-bridge.conflist': { network: 'bridge', ifName: 'eth0', shows: twoFamiliesBehindIptables },
  '11-bridge-dual-stack.conflist': {
    network: 'bridge-dual-stack',
    ifName: 'eth0',
    capabilityArgs: { mac: '0a:58:0a:59:01:17', ips: ['10.89.1.23', 'fd00:89::1:17'] },
    shows: whatTheRuntimeAskedFor,
  },
  '12-bridge-l2.conflist': { network: 'bridge-l2', ifName: 'eth0', shows: framesWithoutAddresses },
  '99-loopback.conf': { network: 'lo', ifName: 'lo', shows: loopbackIsUp },
};

beforeAll(() => needs('ip', 'iptables', 'nft', 'ping', `${pluginsUnderTest}/cnitool`));

test('every file in conf-examples has a test here, and every test a file', () => {
  expect(Object.keys(examples).sort()).toEqual(readdirSync(folder).sort());
});

describe.each(Object.entries(examples))('conf-examples/%s', (file, example) => {
  test('is ready, attaches two containers, passes its check, and leaves nothing of them', async () => {
    await using host = await throwawayHost({ plugins: pluginsUnderTest });
    await forward(host);
    host.write(`/etc/cni/net.d/${file}`, readFileSync(`${folder}/${file}`));
    const [one, two] = [await host.container('one'), await host.container('two')];
    const before = await snapshot(host, one, two);
    const call = caller(host, example);

    expect(await call('status')).toBe('');
    const result = JSON.parse(await call('add', one.id, example.capabilityArgs)) as PluginOutput;
    const other = JSON.parse(await call('add', two.id)) as PluginOutput;
    await example.shows({ host, one, result, two, other });
    for (const container of [one, two]) expect(await call('check', container.id)).toBe('');

    for (const container of [one, two]) expect(await call('del', container.id)).toBe('');
    await host.ok(['cnitool', 'gc', example.network, '--none-valid'], { env });
    const left = difference(before, await snapshot(host, one, two));
    expect(left.filter((line) => !remembered.some((pattern) => pattern.test(line)))).toEqual([]);
  }, 30_000);
});

const env = { PATH: `/opt/cni/bin:${systemPath}`, LC_ALL: 'C' };

/** What stays although nothing is attached: folders, the address given last, and on "lo" what the kernel itself put there. */
const remembered = [
  /^\+ host file \/var\/lib\/cni\/(\S+ folder|networks\/\S+\/last_reserved_ip\.\d) /,
  /^\+ (one|two) address 127\.0\.0\.1\/8 dev lo /,
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

const ping = (from: Host | Container, ip = ''): Promise<Outcome> =>
  from.ok(['ping', '-c', '1', '-W', '2', ip]);
const bare = (result: PluginOutput) => result.ips?.map(({ address }) => address.split('/')[0] ?? '') ?? [];

async function twoFamiliesBehindIptables({ host, one, result, other }: Attached): Promise<void> {
  expect(result.ips?.map(({ address, gateway }) => [address, gateway])).toEqual([
    ['10.88.0.2/16', '10.88.0.1'],
    ['fd00:88::2/64', 'fd00:88::1'],
  ]);
  expect(result.routes).toEqual([
    { dst: '0.0.0.0/0', gw: '10.88.0.1' },
    { dst: '::/0', gw: 'fd00:88::1' },
  ]);
  for (const ip of [...bare(other), '10.88.0.1', 'fd00:88::1']) await ping(one, ip);
  for (const ip of bare(result)) await ping(host, ip);
  const { stdout } = await host.ok(['sh', '-c', 'iptables-save -t nat; ip6tables-save -t nat']);
  for (const ip of [...bare(result), ...bare(other)])
    expect(stdout).toMatch(new RegExp(`-s ${ip}/\\d+ ! -d .* -j MASQUERADE`));
}

async function whatTheRuntimeAskedFor({ host, one, result, two, other }: Attached): Promise<void> {
  expect(result.ips?.map(({ address }) => address)).toEqual(['10.89.1.23/16', 'fd00:89::1:17/64']);
  expect(bare(other)).toEqual(['10.89.1.24', 'fd00:89::1:18']);
  expect(result.dns).toEqual({ nameservers: ['10.89.0.1', 'fd00:89::1'], search: ['containers.example'] });
  const [link] = await one.ipJson('address', 'show', 'dev', 'eth0');
  expect(link).toMatchObject({ address: '0a:58:0a:59:01:17', mtu: 1450 });
  const [route] = await one.ipJson('route', 'show', '192.0.2.0/24');
  expect(route).toMatchObject({ gateway: '10.89.0.254', metric: 50, metrics: [{ mtu: 1400 }] });
  for (const container of [one, two]) await proven(container);
  for (const ip of [...bare(result), '10.89.0.1', 'fd00:89::1']) await ping(two, ip);
  const { stdout } = await host.ok(['nft', 'list', 'table', 'inet', 'weft']);
  for (const ip of [...bare(result), ...bare(other)]) expect(stdout).toContain(`${ip} comment "weft:bridge:`);
}

/** With "enabledad" an IPv6 address answers only after a second in which nobody else has claimed it. */
async function proven(container: Container): Promise<void> {
  const probing = () => container.ipJson('address', 'show', 'dev', 'eth0', 'tentative');
  await eventually('duplicate address detection to end', probing, (links) =>
    links.every(({ addr_info = [] }) => addr_info.length === 0),
  );
}

async function framesWithoutAddresses({ one, result, two }: Attached): Promise<void> {
  expect(result.ips ?? []).toEqual([]);
  expect(result.interfaces?.map(({ name }) => name)).toEqual([
    'cni-l2',
    expect.stringMatching(/^veth/),
    'eth0',
  ]);
  await one.ok(['ip', 'address', 'add', '192.0.2.1/24', 'dev', 'eth0']);
  await two.ok(['ip', 'address', 'add', '192.0.2.2/24', 'dev', 'eth0']);
  await ping(one, '192.0.2.2');
}

async function loopbackIsUp({ one, result }: Attached): Promise<void> {
  expect(result.ips?.map(({ address }) => address)).toEqual(['127.0.0.1/8', '::1/128']);
  await ping(one, '127.0.0.1');
  await ping(one, '::1');
}
