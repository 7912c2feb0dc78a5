import { everybody, type Tap, type Wire, type WireLink } from '../../../lib/kernel/wire.ts';
import { type Arp, isConflict, parseArp, whoHas } from './arp.ts';
import { atMaster, type Master } from './master.ts';

/**
 * Milliseconds between two ARP packets, and how many of them are sent. RFC 5227 would have a container wait for seven
 * seconds.
 */
const patience = { interval: 50, tries: 2 };

/** Where somebody asks: the link, its MAC, and the link that has the same one because this one stands on it. */
export interface Asker {
  link: WireLink;
  mac: string;
  /** Of ipvlan: it hands up there what is for no address of its own, as is every answer to a probe. */
  master?: Master | undefined;
}

/** Questions by ARP at a link. */
export class Neighbours {
  readonly #open: (link: WireLink) => Tap;
  readonly #tap: Tap;
  readonly #asker: Asker;
  /** At the master, as long as answers may be handed up there. */
  #below: Tap | undefined;
  #heard: ((arp: Arp) => void)[] = [];
  #isClosed = false;

  constructor(wire: Wire, asker: Asker) {
    this.#asker = asker;
    const heard = (packet: Uint8Array) => {
      const arp = parseArp(packet);
      if (arp) for (const ear of [...this.#heard]) ear(arp);
    };
    this.#open = (link) => wire.open('arp', link, { heard, ended: () => {} });
    this.#tap = this.#open(asker.link);
  }

  /** The MAC that answers for an address; undefined if nobody does. */
  async macOf(address: string, from: string): Promise<string | undefined> {
    const question = whoHas(address, this.#asker.mac, from);
    const { answer } = await this.#ask(question, (arp) => arp.isReply && arp.sender === address);
    return answer?.senderMac;
  }

  /**
   * Does not settle where it cannot be known: the kernel took no packet, or all was closed meanwhile. Throws CniError
   * (code 100) where it refuses to listen at the master.
   */
  async isTaken(address: string): Promise<boolean> {
    const { mac, master } = this.#asker;
    this.#below ??= master && atMaster(master, this.#open);
    const isShared = master !== undefined;
    const { answer, wasAsked } = await this.#ask(whoHas(address, mac), (arp) =>
      isConflict(arp, address, mac, isShared),
    );
    this.#closeBelow();
    if (answer === undefined && (!wasAsked || this.#isClosed)) return await new Promise(() => {});
    return answer !== undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#tap.close();
    this.#closeBelow();
  }

  #closeBelow(): void {
    this.#below?.close();
    this.#below = undefined;
  }

  /** The first packet that answers, none after all tries; and whether the kernel has taken the question at all. */
  #ask(question: Uint8Array, answers: (arp: Arp) => boolean): Promise<{ answer?: Arp; wasAsked: boolean }> {
    return new Promise((resolve) => {
      let left = patience.tries;
      let wasAsked = false;
      const settle = (answer?: Arp) => {
        clearInterval(timer);
        this.#heard = this.#heard.filter((one) => one !== ear);
        resolve({ ...(answer && { answer }), wasAsked });
      };
      const ear = (arp: Arp) => answers(arp) && settle(arp);
      const send = () => {
        wasAsked = this.#tap.send(question, everybody) || wasAsked;
      };
      const turn = () => (left-- > 0 ? send() : settle());
      this.#heard.push(ear);
      const timer = setInterval(turn, patience.interval);
      turn();
    });
  }
}
