import type { Ears, Tap, TapKind, Wire } from '../../../lib/kernel/wire.ts';
import { CniError, Code } from '../../../lib/spec/errors.ts';
import { addressBytes, joined, macBytes, numberBytes } from '../bytes.ts';
import { Option } from '../v4/option.ts';
import { answer, typeOf } from '../v4/testServer.ts';
import { parseArp } from './arp.ts';
import { toServer } from './frame.ts';
import { Gone, type Standing, type StandOn } from './ground.ts';
import type { Surroundings } from './keeper.ts';

const serverMac = '02:00:00:00:00:01';
const mac = '02:00:00:00:00:05';

/**
 * A link without a kernel: a wire at whose other end is 10.0.0.1, which answers a client of DHCP with 10.0.0.5 for an
 * hour. What it hears and is asked to change is written down.
 */
export class Segment implements Surroundings {
  /** What the client has said: "discover", "request", "arp 10.0.0.1". */
  readonly heard: string[] = [];
  /** What was changed on the interface, as words of `ip`. */
  readonly changes: string[] = [];
  readonly sentFromHost: string[] = [];
  readonly said: string[] = [];
  /** How a message is answered; undefined: not at all. */
  reply: (type: string) => 'offer' | 'ack' | 'nak' | undefined = usual;
  /** Seconds of a lease. */
  leaseTime = 3600;
  /** Who else has an address. */
  readonly taken = new Set<string>(['10.0.0.1']);
  /** Bytes of a packet that it carries. */
  mtu = 1500;
  /** How many taps are open. */
  open = 0;
  isGone = false;
  /** It takes no packets. */
  isDown = false;
  /** Nothing can be found out about the link. */
  isSilent = false;

  readonly wire: Wire = { open: (kind, _, ears) => this.#tap(kind, ears) };

  standOn: StandOn = async (where, act) => {
    if (this.isGone) throw new Gone(4, `Cannot use CNI_NETNS "${where.netns}": it does not exist`);
    if (this.isSilent) throw new CniError(Code.kernelRefused, 'Cannot ask the kernel: ip ended');
    return await act(this.#standing());
  };

  /** As the kernel's own it does not care about the time of day. */
  now(): number {
    return performance.now();
  }

  log(line: string): void {
    this.said.push(line);
  }

  async sendFromHost(payload: Uint8Array, server: string): Promise<void> {
    this.sentFromHost.push(`${typeOf(payload)} to ${server}`);
  }

  #tap(kind: TapKind, ears: Ears): Tap {
    let isOpen = true;
    this.open++;
    // Never at once: an answer takes its time.
    const hear = (packet: Uint8Array) => queueMicrotask(() => isOpen && ears.heard(packet));
    return {
      send: (packet) => {
        if (!isOpen || this.isDown || packet.length > this.mtu) return false;
        for (const back of kind === 'arp' ? this.#arp(packet) : this.#dhcp(packet)) hear(back);
        return true;
      },
      close: () => {
        this.open -= isOpen ? 1 : 0;
        isOpen = false;
      },
    };
  }

  #dhcp(packet: Uint8Array): Uint8Array[] {
    const type = typeOf(packet.subarray(28));
    this.heard.push(type);
    const kind = this.reply(type);
    if (kind === undefined) return [];
    const options = { [Option.leaseTime]: numberBytes(this.leaseTime, 4) };
    const said = answer(kind, packet.subarray(28), kind === 'nak' ? {} : { options });
    const frame = toServer(said, '10.0.0.1', '255.255.255.255');
    // Ports turned round: what is summed up stays the same.
    frame.set([0, 67, 0, 68], 20);
    return [frame];
  }

  #arp(packet: Uint8Array): Uint8Array[] {
    const { sender = '', target = '' } = parseArp(packet) ?? {};
    this.heard.push(`arp ${target}`);
    if (!this.taken.has(target)) return [];
    const kind = Uint8Array.of(0, 1, 8, 0, 6, 4, 0, 2);
    const ends = [macBytes(serverMac), addressBytes(target), macBytes(mac), addressBytes(sender)];
    return [joined(kind, ...ends)];
  }

  #standing(): Standing {
    const link = { name: 'eth0', mac, index: 2, mtu: this.mtu, up: true, kind: 'veth', addresses: [] };
    const door = {
      ask: async () => [[{ ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1500, operstate: 'UP' }]],
      carryOut: async (steps: { words: string[] }[]) => {
        this.changes.push(...steps.map(({ words }) => words.join(' ')));
        return steps.map((step) => ({ step, state: 'done', said: '' }));
      },
    };
    return { netns: { id: 'net:[1]' }, door, link } as unknown as Standing;
  }
}

function usual(type: string): 'offer' | 'ack' | undefined {
  if (type === 'discover') return 'offer';
  return type === 'request' ? 'ack' : undefined;
}
