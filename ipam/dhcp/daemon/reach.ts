import { type Exchange, exchange4, exchange6, type Listener, type WayOut } from './exchange.ts';
import type { Ground, Standing } from './ground.ts';
import type { Surroundings } from './keeper.ts';

/**
 * The sockets of one client, open while somebody is asked and closed in between: they would keep the namespace alive.
 * Each time they are opened it is looked whether it is still there.
 */
export class Reach {
  /** Does something while namespace and interface are held. Throws Gone where they are not there any more. */
  readonly stand: (act: (standing: Standing) => Promise<void>) => Promise<void>;
  readonly #open: () => Promise<Exchange>;
  #exchange: Exchange | undefined;

  constructor(
    family: 4 | 6,
    ground: Ground,
    { standOn, wire }: Surroundings,
    way: WayOut,
    heard: Listener['heard'],
  ) {
    // What is sent next opens it again, and finds out whether the link is only down or gone.
    const ears = { heard, ended: () => this.close() };
    this.stand = (act) => standOn(ground, act);
    this.#open = () =>
      standOn(ground, async ({ netns, link }) => {
        const place = { netns, index: link.index, name: link.name };
        return family === 4 ? exchange4(wire, place, link.mac, way, ears) : exchange6(wire, place, ears);
      });
  }

  /** Throws Gone where namespace or interface are not there any more. */
  async opened(): Promise<Exchange> {
    this.#exchange ??= await this.#open();
    return this.#exchange;
  }

  close(): void {
    this.#exchange?.close();
    this.#exchange = undefined;
  }
}
