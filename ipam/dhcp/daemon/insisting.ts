import { sameBytes } from '../bytes.ts';
import { Type } from '../v6/option.ts';

/**
 * Milliseconds until a message is sent once more, and how often it is sent. RFC 8415, 18.2.7, would have it sent four
 * times in fifteen seconds, for which no runtime waits at its DEL.
 */
const patience = { interval: 50, tries: 2 };

/** Says things to servers of DHCPv6 until they reply, for a moment. */
export class Insisting {
  readonly #send: (payload: Uint8Array) => boolean;
  readonly #waiting = new Set<Waiting>();

  /** `send`: false where the link takes nothing. */
  constructor(send: (payload: Uint8Array) => boolean) {
    this.#send = send;
  }

  /** Settled by the Reply, after the last try, or when it is closed. False where the link took it not once. */
  say(payload: Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      let [left, wasSent] = [patience.tries, false];
      const settle = () => {
        clearInterval(timer);
        this.#waiting.delete(waiting);
        resolve(wasSent);
      };
      const turn = () => {
        if (left-- === 0) return settle();
        wasSent = this.#send(payload) || wasSent;
      };
      const waiting: Waiting = { payload, settle };
      this.#waiting.add(waiting);
      const timer = setInterval(turn, patience.interval);
      turn();
    });
  }

  /** A payload that came: ends the wait for it, if it is the Reply to something that was said. */
  heard(payload: Uint8Array): void {
    for (const { payload: said, settle } of [...this.#waiting])
      if (payload[0] === Type.reply && sameBytes(payload.subarray(1, 4), said.subarray(1, 4))) settle();
  }

  /** Nobody can reply any more. */
  close(): void {
    for (const { settle } of [...this.#waiting]) settle();
  }
}

interface Waiting {
  payload: Uint8Array;
  settle: () => void;
}
