import { parseIp } from '../net/ip.ts';
import { familyOf, type PortForward } from '../ops/portmap.ts';
import type { Door } from './door.ts';
import type { Runner } from './runner.ts';

/** A UDP flow that the kernel tracks: where its first packet went to, and who answers. */
interface Flow {
  to: string;
  toPort: number;
  from: string;
  fromPort: number;
}

/**
 * Makes the kernel forget where UDP flows to newly forwarded ports went before: a client that keeps sending would not
 * reach the container. Only flows to exactly that port, and to the host's own address or the one given, are touched.
 * Nothing is done without a UDP port.
 */
export async function forgetFormerFlows(runner: Runner, door: Door, forwards: PortForward[]): Promise<void> {
  const udp = forwards.filter(({ protocol }) => protocol === 'udp');
  const flows = (await listFlows(runner, udp)).filter((flow) => udp.some((forward) => strays(flow, forward)));
  const addresses = [...new Set(flows.map(({ to }) => to))];
  const local = addresses.length === 0 ? [] : await localAmong(door, addresses);
  await forget(
    runner,
    flows.filter((flow) => local.includes(flow.to)),
  );
}

/** Makes the kernel forget the UDP flows that went to a container through ports that are no longer forwarded. */
export async function forgetOwnFlows(runner: Runner, forwards: PortForward[]): Promise<void> {
  const udp = forwards.filter(({ protocol }) => protocol === 'udp');
  const flows = await listFlows(runner, udp);
  await forget(
    runner,
    flows.filter((flow) => udp.some((forward) => comesTo(flow, forward) && !strays(flow, forward))),
  );
}

/** Goes to the port, and not to the container. */
function strays(flow: Flow, forward: PortForward): boolean {
  return comesTo(flow, forward) && !(flow.from === forward.ip && flow.fromPort === forward.containerPort);
}

function comesTo({ to, toPort }: Flow, forward: PortForward): boolean {
  const family = to.includes(':') ? 6 : 4;
  const meant = forward.hostIp === undefined || forward.hostIp === to;
  return meant && toPort === forward.hostPort && family === familyOf(forward);
}

/** One walk through the table, whatever the number of ports; a tool that is not there finds nothing. */
async function listFlows(runner: Runner, udp: PortForward[]): Promise<Flow[]> {
  const ports = [...new Set(udp.map(({ hostPort }) => hostPort))];
  if (ports.length === 0) return [];
  const only = ports.length === 1 ? ['--orig-port-dst', String(ports[0])] : [];
  const { stdout } = await runner.run({ file: 'conntrack', args: ['-L', '-p', 'udp', ...only] });
  return flowsIn(stdout);
}

/** Reads `conntrack -L`: "udp 17 29 src=… dst=… sport=… dport=… [UNREPLIED] src=… dst=… sport=… dport=…". */
export function flowsIn(listing: string): Flow[] {
  const end = String.raw`src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)`;
  const line = new RegExp(`^udp .*?${end}.*? ${end}`, 'gm');
  return [...listing.matchAll(line)].map(([, , to = '', , toPort, from = '', , fromPort]) => ({
    to,
    toPort: Number(toPort),
    from,
    fromPort: Number(fromPort),
  }));
}

/** Which addresses are the host's own. */
async function localAmong(door: Door, addresses: string[]): Promise<string[]> {
  const known = addresses.filter((address) => parseIp(address) !== undefined);
  const found = await door.ask('host', ...known.map((address) => ['route', 'get', address]));
  return known.filter((_, index) => (found[index]?.[0] as { type?: string } | undefined)?.type === 'local');
}

/** Removes flows by destination and answerer, many at a time. That there is none any more is no failure. */
async function forget(runner: Runner, flows: Flow[]): Promise<void> {
  const groups = new Map(
    flows.map(({ to, toPort, from }) => [`${to} ${toPort} ${from}`, { to, toPort, from }]),
  );
  for (const { to, toPort, from } of groups.values()) {
    const family = to.includes(':') ? 'ipv6' : 'ipv4';
    const which = ['--orig-dst', to, '--orig-port-dst', String(toPort), '--reply-src', from];
    await runner.run({ file: 'conntrack', args: ['-D', '-f', family, '-p', 'udp', ...which] });
  }
}
