/** What a row of measurements comes to, in the unit of the measurements. */
export interface Summary {
  min: number;
  median: number;
  p90: number;
}

export function summarize(values: readonly number[]): Summary {
  return { min: quantile(values, 0), median: median(values), p90: quantile(values, 0.9) };
}

/** The middle value, or the mean of the two in the middle. NaN if there is none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that `share` of all stay under, between two neighbours in proportion. NaN if there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * The median of the quotients of pairs taken in the same run. Load that comes and goes slows both of a pair, so this
 * wavers less than the quotient of the medians.
 */
export function medianRatio(values: readonly number[], others: readonly number[]): number {
  return median(values.flatMap((value, run) => (others[run] ? [value / others[run]] : [])));
}
