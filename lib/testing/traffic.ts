import type { Place } from './place.ts';

/**
 * One packet and its answer, at once: what ADD returns must work without a second try. `words` are more options of
 * ping.
 */
export async function ping(from: Place, to: string, ...words: string[]): Promise<void> {
  await from.ok(['ping', '-n', '-c1', '-W2', ...words, to]);
}

/** Whether one packet is answered within a second. */
export async function reaches(from: Place, to: string, ...words: string[]): Promise<boolean> {
  return (await from.run(['ping', '-n', '-c1', '-W1', ...words, to])).exitCode === 0;
}

/** Sends a text by TCP to an address of `to`, and returns what arrives there. Needs busybox. */
export async function sendByTcp(from: Place, to: Place, address: string): Promise<string> {
  const listening = to.ok(['busybox', 'nc', '-l', '-p', '7777', '-w', '5']);
  const send = `until busybox nc -w 2 ${address} 7777 <$file; do i=$((i + 1)); [ $i -lt 50 ]; done`;
  await from.ok(['sh', '-ec', `file=$(mktemp); echo hello >$file; ${send}; rm $file`]);
  return (await listening).stdout;
}

const sensor = `table inet seen {
  set v4 { type ipv4_addr; flags dynamic; }
  set v6 { type ipv6_addr; flags dynamic; }
  chain input {
    type filter hook input priority 0;
    icmp type echo-request update @v4 { ip saddr }
    icmpv6 type echo-request update @v6 { ip6 saddr }
  }
}`;

/** The senders of echo requests that arrive at a place while `send` goes on, IPv4 first. Needs nft. */
export async function sendersSeen(place: Place, send: () => Promise<unknown>): Promise<string[]> {
  await place.ok(['nft', '-f', '-'], { input: sensor });
  await send();
  const { stdout } = await place.ok(['nft', '-j', 'list', 'table', 'inet', 'seen']);
  await place.ok(['nft', 'delete', 'table', 'inet', 'seen']);
  return [...stdout.matchAll(/"elem": \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
    list.replaceAll('"', '').split(', '),
  );
}
