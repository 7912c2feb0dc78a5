import { difference } from '../../lib/testing/difference.ts';
import { type Snapshot, snapshot } from '../../lib/testing/snapshot.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { unexpected } from './leftOver.ts';
import type { Terminal } from './terminal.ts';

/** What the demo learns of a container from the result of its ADD. */
interface Addresses {
  v4: string;
  v6: string;
  gateway4: string;
  gateway6: string;
}

/** Two containers on a bridge, from nothing to ping and back to nothing. Throws where anything is not as it should be. */
export async function tell(host: Host, terminal: Terminal): Promise<void> {
  const before = await prepare(host, terminal);
  const { blue, green } = await attach(terminal);
  await look(terminal);
  await ping(terminal, blue, green);
  await check(terminal, blue);
  await detach(terminal);
  await proveNothingLeft(host, terminal, before);
}

async function prepare(host: Host, terminal: Terminal): Promise<Snapshot> {
  terminal.act('A host, and a network for it');
  terminal.say('All of this happens in a throwaway host with its own network, mounts and processes.');
  terminal.say('Of long answers only the lines that matter are shown.\n');
  await terminal.type('ip -brief address');
  const before = await snapshot(host);
  await terminal.type('cp conf-examples/10-bridge.conflist /etc/cni/net.d/');
  await terminal.type('cat /etc/cni/net.d/10-bridge.conflist');
  await terminal.type('cnitool status bridge && echo ready');
  return before;
}

async function attach(terminal: Terminal): Promise<{ blue: Addresses; green: Addresses }> {
  terminal.act('Two containers');
  await terminal.type('ip netns add blue');
  await terminal.type('ip netns add green');
  const blue = addressesIn(await terminal.type('cnitool add bridge blue'));
  const green = addressesIn(await terminal.type('cnitool add bridge green', { only: /"address"/ }));
  return { blue, green };
}

function addressesIn(result: string): Addresses {
  const { ips } = JSON.parse(result) as { ips: { address: string; gateway: string }[] };
  const find = (v6: boolean) => ips.find(({ address }) => address.includes(':') === v6);
  const bare = (v6: boolean) => find(v6)?.address.split('/')[0] ?? '';
  return {
    v4: bare(false),
    v6: bare(true),
    gateway4: find(false)?.gateway ?? '',
    gateway6: find(true)?.gateway ?? '',
  };
}

async function look(terminal: Terminal): Promise<void> {
  terminal.act('What that has made');
  await terminal.type('ip -brief link show type bridge', { only: /^cni0 / });
  await terminal.type('ip -brief link show master cni0', { only: /^veth/ });
  await terminal.type('ip -brief address show dev cni0', { only: /10\.88\.0\.1\/16 .*fd00:88::1\/64/ });
  await terminal.type('ip -n blue -brief address show dev eth0', {
    only: /10\.88\.\S+\/16 .*fd00:88::\S+\/64/,
  });
  await terminal.type('ip -n blue -4 route', { only: /./ });
  await terminal.type('ip -n blue -6 route', { only: /^default|^fd00/ });
  await terminal.type('iptables -t nat -S WEFT-MASQ', { only: /-j MASQUERADE/ });
  await terminal.type('ip6tables -t nat -S WEFT-MASQ', { only: /-j MASQUERADE/ });
}

async function ping(terminal: Terminal, blue: Addresses, green: Addresses): Promise<void> {
  terminal.act('They talk');
  const reply = { only: /bytes from .* time=/ };
  terminal.say('Container to container:');
  for (const ip of [green.v4, green.v6])
    await terminal.type(`ip netns exec blue ping -c 1 -W 2 ${ip}`, reply);
  terminal.say('Container to gateway:');
  for (const ip of [blue.gateway4, blue.gateway6])
    await terminal.type(`ip netns exec blue ping -c 1 -W 2 ${ip}`, reply);
  terminal.say('Host to container:');
  for (const ip of [blue.v4, blue.v6]) await terminal.type(`ping -c 1 -W 2 ${ip}`, reply);
}

async function check(terminal: Terminal, blue: Addresses): Promise<void> {
  terminal.act('Is it still as it was made?');
  await terminal.type('cnitool check bridge blue && echo yes');
  terminal.say('Something breaks, CHECK names it, and it is mended:');
  await terminal.type('ip -n blue route delete default');
  await terminal.typeInVain('cnitool check bridge blue', /the route to 0\.0\.0\.0\/0 via \S+ is missing/);
  await terminal.type(`ip -n blue route add default via ${blue.gateway4}`);
  await terminal.type('cnitool check bridge blue && echo yes');
}

async function detach(terminal: Terminal): Promise<void> {
  terminal.act('Back to nothing');
  await terminal.type('cnitool del bridge blue');
  await terminal.type('cnitool del bridge green');
  await terminal.type('ip netns delete blue');
  await terminal.type('ip netns delete green');
  terminal.say('The bridge stays for the next container, and so does the chain, empty but for multicast:');
  await terminal.type('ip -brief link', { only: /^(lo|cni0) / });
  await terminal.type('iptables -t nat -S WEFT-MASQ');
  terminal.say('Garbage collection removes both when no attachment exists any more:');
  await terminal.type('cnitool gc bridge --none-valid');
}

async function proveNothingLeft(host: Host, terminal: Terminal, before: Snapshot): Promise<void> {
  const left = difference(before, await snapshot(host));
  terminal.say('What differs now from the beginning ("+" new, "-" gone), all of it on purpose:');
  for (const line of left) terminal.say(`  ${line}`);
  const wrong = unexpected(left);
  if (wrong.length > 0) throw new Error(`left behind without a reason:\n${wrong.join('\n')}`);
  await takeBackByHand(terminal, left);
  const rest = difference(before, await snapshot(host));
  if (rest.length > 0) throw new Error(`left behind:\n${rest.join('\n')}`);
  terminal.say('Links, addresses, routes, rules, sysctls and files are exactly as they were.');
}

async function takeBackByHand(terminal: Terminal, left: readonly string[]): Promise<void> {
  terminal.say(
    "Forwarding is the whole host's, so nobody who switched it on may switch it off; host-local remembers",
  );
  terminal.say('the last address given, so that the next container gets another one. Taken back by hand:');
  for (const key of ['ipv4/ip_forward', 'ipv6/conf/all/forwarding'])
    if (left.includes(`+ host sysctl net/${key} 1`)) await terminal.type(`echo 0 >/proc/sys/net/${key}`);
  await terminal.type('rm -r /var/lib/cni/networks /var/lib/cni/results');
}
