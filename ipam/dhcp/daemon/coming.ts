import { inVain } from './keeper.ts';

/** ADDs that have not begun to acquire. A DEL that comes meanwhile finds nothing to give back, and must not be lost. */
export class Coming {
  readonly #all = new Set<{ key: string; removed: boolean }>();

  /** Does what the ADD of an attachment begins with. Throws CniError (code 11) where it was removed meanwhile. */
  async begin<T>(key: string, work: () => Promise<T>): Promise<T> {
    const one = { key, removed: false };
    this.#all.add(one);
    try {
      const done = await work();
      if (one.removed) throw inVain('the attachment was removed meanwhile');
      return done;
    } finally {
      this.#all.delete(one);
    }
  }

  remove(isMeant: (key: string) => boolean): void {
    for (const one of this.#all) one.removed ||= isMeant(one.key);
  }
}
