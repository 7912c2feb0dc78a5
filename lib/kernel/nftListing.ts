import * as z from 'zod/mini';

/** Objects of one shape out of a listing, in its order. */
export type ReadShape = <T>(shape: z.ZodMiniType<T>) => T[];

/** What `nft --json list table` printed, to be read one shape after the other; what is of none is passed over. */
export function nftListing(json: string): ReadShape {
  const { nftables } = z.parse(z.object({ nftables: z.array(z.unknown()) }), JSON.parse(json));
  return (shape) =>
    nftables.flatMap((object) => {
      const found = z.safeParse(shape, object);
      return found.success ? [found.data] : [];
    });
}
