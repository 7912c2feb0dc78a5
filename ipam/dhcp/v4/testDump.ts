import { eventually } from '../../../lib/testing/eventually.ts';
import { type Lan, start } from '../testLan.ts';

/** A message as tcpdump, which knows nothing of our decoder, reads it off the server's link. */
export interface Seen {
  /** "Discover", "ACK" */
  type: string;
  /** "0.0.0.0 > 255.255.255.255", addresses without ports. */
  way: string;
  /** The frame went to this MAC. */
  toMac: string;
  /** Of the hardware that the message says it is about. */
  mac: string;
  xid: string;
  secs: number;
  wantsBroadcast: boolean;
  /** ciaddr; undefined for none. */
  clientIp?: string | undefined;
  /** Numbers of the options, ascending. */
  options: number[];
  /** Options by number as tcpdump spells their values. */
  values: Map<number, string>;
}

/** Has tcpdump listen at the server's link. What it has seen of DHCP so far, in order. */
export async function dump({ host, server }: Lan): Promise<() => Seen[]> {
  const flags = ['-lnevvv', '--immediate-mode', '-i', 'eth0', 'udp port 67 or udp port 68'];
  const running = await start(host, server, ['tcpdump', ...flags]);
  await eventually('tcpdump to listen', () => running.said().includes('listening on'));
  return () =>
    running
      .said()
      .split(/\n(?=\d\d:\d\d:\d\d\.)/)
      .filter((block) => block.includes('DHCP-Message') && block.includes('END (255)'))
      .map(parseSeen);
}

function parseSeen(block: string): Seen {
  const all = [...block.matchAll(/\((\d+)\), length \d+: *(.*)/g)].map(([, number, value = '']) => {
    return [Number(number), value] as const;
  });
  const values = new Map(all.filter(([number]) => number > 0 && number < 255));
  return {
    type: values.get(53) ?? '',
    way: (/([\d.]+)\.\d+ > ([\d.]+)\.\d+: /.exec(block) ?? []).slice(1).join(' > '),
    toMac: first(block, /> ([0-9a-f:]{17}), ethertype/) ?? '',
    mac: first(block, /Client-Ethernet-Address (\S+)/) ?? '',
    xid: first(block, /xid (0x[0-9a-f]+)/) ?? '',
    secs: Number(first(block, /secs (\d+)/) ?? 0),
    wantsBroadcast: block.includes('Flags [Broadcast]'),
    clientIp: first(block, /Client-IP (\S+)/),
    options: [...values.keys()].sort((a, b) => a - b),
    values,
  };
}

function first(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}
