import type { Tap, Wire, WireLink } from '../../../lib/kernel/wire.ts';
import { duplicateQuestion, isDuplicate, type Probe, solicitedNodeMac } from '../v6/duplicate.ts';

/**
 * Milliseconds between two solicitations, and how many of them are sent: as by ARP, where RFC 4862 would have a
 * container wait for more than a second.
 */
const patience = { interval: 50, tries: 2 };

/** Looks whether somebody else on a link has an IPv6 address, or is about to take it. */
export class Duplicates {
  readonly #tap: Tap;
  readonly #asked = new Set<Asked>();

  /** Throws CniError (code 100) where the kernel refuses to listen. */
  constructor(wire: Wire, link: WireLink) {
    const heard = (packet: Uint8Array) => {
      for (const one of [...this.#asked]) one.heard(packet);
    };
    this.#tap = wire.open('nd', link, { heard, ended: () => this.#end() });
  }

  /** Does not settle where it cannot be known: the link took no packet, went away, or was let go of meanwhile. */
  isTaken(address: string): Promise<boolean> {
    const probe = { address, nonce: crypto.getRandomValues(new Uint8Array(6)) };
    return new Promise((resolve) => {
      const one = new Asked(this.#tap, probe, (taken) => {
        this.#asked.delete(one);
        if (taken !== undefined) resolve(taken);
      });
      this.#asked.add(one);
    });
  }

  close(): void {
    this.#end();
    this.#tap.close();
  }

  #end(): void {
    for (const one of [...this.#asked]) one.settle();
  }
}

/** A question that is out. */
class Asked {
  readonly #tap: Tap;
  readonly #probe: Probe;
  readonly #done: (taken?: boolean) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #left = patience.tries;
  #wasSent = false;

  constructor(tap: Tap, probe: Probe, done: (taken?: boolean) => void) {
    this.#tap = tap;
    this.#probe = probe;
    this.#done = done;
    // Where that is refused, whoever has the address is heard all the same, and only who is about to take it is not.
    tap.join?.(solicitedNodeMac(probe.address));
    this.#timer = setInterval(() => this.#turn(), patience.interval);
    this.#turn();
  }

  heard(packet: Uint8Array): void {
    if (isDuplicate(packet, this.#probe)) this.settle(true);
  }

  settle(taken?: boolean): void {
    clearInterval(this.#timer);
    this.#done(taken);
  }

  #turn(): void {
    if (this.#left-- > 0) this.#send();
    else this.settle(this.#wasSent ? false : undefined);
  }

  #send(): void {
    const to = solicitedNodeMac(this.#probe.address);
    const isSent = this.#tap.send(duplicateQuestion(this.#probe), to);
    this.#wasSent ||= isSent;
  }
}
