import { everybody, type Tap, type Wire, type WireLink } from '../../../lib/kernel/wire.ts';
import { type Arp, isConflict, parseArp, whoHas } from './arp.ts';

/**
 * Milliseconds between two ARP packets, and how many of them are sent. RFC 5227 would have a container wait for seven
 * seconds.
 */
const patience = { interval: 50, tries: 2 };

/** Questions by ARP at a link. */
export class Neighbours {
  readonly #tap: Tap;
  readonly #mac: string;
  #heard: ((arp: Arp) => void)[] = [];

  constructor(wire: Wire, link: WireLink, mac: string) {
    this.#mac = mac;
    const heard = (packet: Uint8Array) => {
      const arp = parseArp(packet);
      if (arp) for (const ear of [...this.#heard]) ear(arp);
    };
    this.#tap = wire.open('arp', link, { heard, ended: () => {} });
  }

  /** The MAC that answers for an address; undefined if nobody does. */
  async macOf(address: string, from: string): Promise<string | undefined> {
    const answer = await this.#ask(
      whoHas(address, this.#mac, from),
      (arp) => arp.isReply && arp.sender === address,
    );
    return answer?.senderMac;
  }

  async isTaken(address: string): Promise<boolean> {
    const answer = await this.#ask(whoHas(address, this.#mac), (arp) => isConflict(arp, address, this.#mac));
    return answer !== undefined;
  }

  close(): void {
    this.#tap.close();
  }

  /** The first packet that answers; undefined after all tries. */
  #ask(question: Uint8Array, answers: (arp: Arp) => boolean): Promise<Arp | undefined> {
    return new Promise((resolve) => {
      let left = patience.tries;
      const settle = (arp?: Arp) => {
        clearInterval(timer);
        this.#heard = this.#heard.filter((one) => one !== ear);
        resolve(arp);
      };
      const ear = (arp: Arp) => answers(arp) && settle(arp);
      const turn = () => (left-- > 0 ? this.#tap.send(question, everybody) : settle());
      this.#heard.push(ear);
      const timer = setInterval(turn, patience.interval);
      turn();
    });
  }
}
