import { asCniError } from '../../../lib/spec/errors.ts';
import type { MachineAction } from '../machine.ts';
import { type Exchange, exchange4, exchange6, type Listener, type WayOut } from './exchange.ts';
import type { Ground, Standing } from './ground.ts';
import type { Surroundings } from './keeper.ts';
import { type Master, masterOf } from './master.ts';

/**
 * The sockets of one client, open while somebody is asked and closed in between: they would keep the namespace alive.
 * Each time they are opened it is looked whether it is still there.
 */
export class Reach {
  /** Does something while namespace and interface are held. Throws Gone where they are not there any more. */
  readonly stand: (act: (standing: Standing) => Promise<void>) => Promise<void>;
  readonly #log: (line: string) => void;
  readonly #open: () => Promise<Exchange>;
  #exchange: Exchange | undefined;
  /** Of ipvlan. It stays the same for as long as the link is there. */
  #master: Master | undefined;
  /** Why the last message could not be sent. */
  trouble: string | undefined;

  constructor(family: 4 | 6, ground: Ground, around: Surroundings, way: WayOut, heard: Listener['heard']) {
    // What is sent next opens it again, and finds out whether the link is only down or gone.
    const ears = { heard, ended: () => this.close() };
    const { standOn, wire } = around;
    this.#log = (line) => around.log(line);
    this.stand = (act) => standOn(ground, act);
    this.#open = () =>
      standOn(ground, async (standing) => {
        const { netns, link } = standing;
        const place = { netns, index: link.index, name: link.name };
        if (family === 6) return exchange6(wire, place, ears);
        this.#master ??= await masterOf(standing);
        const station = { link: place, mac: link.mac, mtu: link.mtu, master: this.#master };
        return exchange4(wire, station, way, ears);
      });
  }

  /** Throws Gone where namespace or interface are not there any more. */
  async opened(): Promise<Exchange> {
    this.#exchange ??= await this.#open();
    return this.#exchange;
  }

  /** What a machine wants said. Throws Gone, or what the Exchange throws. */
  async send(action: MachineAction & { kind: 'send' }): Promise<void> {
    try {
      await this.#send(action);
      this.trouble = undefined;
    } catch (error) {
      this.trouble = asCniError(error).message;
      throw error;
    }
  }

  async #send(action: MachineAction & { kind: 'send' }): Promise<void> {
    const exchange = await this.opened();
    if (action.to === 'broadcast') exchange.broadcast(action.payload);
    else await exchange.toServer(action.payload, action.server, action.from);
  }

  /** Begins to find out whether somebody else has an address, and tells it when that is known, which may be never. */
  async probe({ address }: { address: string }, tell: (isTaken: boolean) => void): Promise<void> {
    const exchange = await this.opened();
    const refused = (error: unknown) => this.#log(`cannot probe: ${asCniError(error).message}`);
    void exchange.isTaken(address).then(tell, refused);
  }

  close(): void {
    this.#exchange?.close();
    this.#exchange = undefined;
  }
}
