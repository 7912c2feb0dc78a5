import { allRouteFacts } from '../../../lib/kernel/observe.ts';
import { allRoutersMac, routerSolicitation } from '../v6/routerSolicitation.ts';
import { Bell } from './bell.ts';
import { Gone, type Ground, type Standing } from './ground.ts';
import type { Surroundings } from './keeper.ts';

/**
 * Milliseconds: how long a router may take to answer (RFC 4861, 6.2.6, allows it half a second), and between two
 * questions.
 */
const patience = 1500;
const interval = 500;

/**
 * The IPv6 default router of an interface. The kernel takes it from router advertisements and keeps it: here it is
 * asked for, so that it is there when ADD returns, and looked up.
 */
export class DefaultRouter {
  readonly #ground: Ground;
  readonly #around: Surroundings;
  readonly #bell = new Bell();
  #search: Promise<string | undefined> | undefined;
  #stopped = false;

  constructor(ground: Ground, around: Surroundings) {
    this.#ground = ground;
    this.#around = around;
  }

  /** Has routers announce themselves, and waits for one; not for ever. */
  search(): void {
    this.#search ??= this.#stand((standing) => this.#await(standing)).finally(() => {
      this.#search = undefined;
    });
  }

  /** Its address; undefined where there is none. Waits for no more than a search that is under way. */
  found(): Promise<string | undefined> {
    return this.#search ?? this.#stand(look);
  }

  /** Nobody waits for it any more. */
  stop(): void {
    this.#stopped = true;
    this.#bell.ring();
  }

  /** Whatever is wrong with the ground, the lease will say it. */
  async #stand<T>(act: (standing: Standing) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#around.standOn(this.#ground, act);
    } catch (error) {
      if (!(error instanceof Gone)) this.#around.log(`cannot look for a router: ${String(error)}`);
      return undefined;
    }
  }

  /** Looks whenever a router was heard, and asks again in between. */
  async #await(standing: Standing): Promise<string | undefined> {
    const { netns, link } = standing;
    const ears = { heard: () => this.#bell.ring(), ended: () => {} };
    const tap = this.#around.wire.open('ra', { netns, index: link.index, name: link.name }, ears);
    try {
      const end = performance.now() + patience;
      for (let next = performance.now(); ; ) {
        const router = await look(standing);
        const now = performance.now();
        if (router !== undefined || this.#stopped || now >= end) return router;
        if (now >= next) {
          tap.send(questionOf(link), allRoutersMac);
          next = now + interval;
        }
        await this.#bell.rung(Math.min(next, end) - now);
      }
    } finally {
      tap.close();
    }
  }
}

async function look({ door, link }: Standing): Promise<string | undefined> {
  const [found] = await door.askFamily('container', 6, ['route', 'show', 'default', 'dev', link.name]);
  return allRouteFacts(found).find(({ gateway }) => gateway !== undefined)?.gateway;
}

function questionOf({ mac, addresses }: Standing['link']): Uint8Array {
  const own = addresses.find(
    ({ family, scope, tentative }) => family === 6 && scope === 'link' && !tentative,
  );
  return routerSolicitation(mac, own?.cidr.split('/')[0] ?? '::');
}
