import * as z from 'zod/mini';

const text = z.optional(z.string());
const number = z.optional(z.number());
const via = z.optional(z.object({ family: z.string(), host: z.string() }));
const flags = z.optional(z.array(z.string()));

/** Strict: what is not known here cannot be said again, and the route stays where it is. */
export const hop = z.strictObject({ gateway: text, via, dev: text, weight: number, flags });

const metrics = z.strictObject({
  mtu: number,
  advmss: number,
  window: number,
  hoplimit: number,
  initcwnd: number,
  initrwnd: number,
  quickack: number,
  congestion: text,
});

const base = { type: z.string(), dst: z.string(), table: z.string(), protocol: z.string() };
const rest = {
  from: text,
  tos: text,
  gateway: text,
  via,
  dev: text,
  scope: text,
  metric: number,
  prefsrc: text,
  flags,
  flow: z.optional(z.strictObject({ from: text, to: z.string() })),
  metrics: z.optional(z.array(metrics)),
  expires: number,
  pref: text,
  nexthops: z.optional(z.array(hop)),
};
/** A route of which everything is known. */
export const whole = z.strictObject({ ...base, ...rest });
/** What is read of a route that has more than `whole` knows. */
export const rough = z.object({
  ...base,
  dev: text,
  gateway: text,
  metric: number,
  nexthops: z.optional(z.array(z.object({ dev: text, gateway: text }))),
});
