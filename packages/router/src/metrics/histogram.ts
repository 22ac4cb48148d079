/** Counts values in fixed buckets: memory and the cost of recording do not grow with the number of values. */
export interface Histogram {
  /** A negative value, as after a clock was set back, counts as 0; one that is not finite is left out. */
  record(value: number): void;
  snapshot(): HistogramSnapshot;
}

/** What a histogram held at one moment, as plain data. */
export interface HistogramSnapshot {
  readonly count: number;
  readonly sum: number;
  /** The greatest value, exactly; 0 when there is none. */
  readonly max: number;
  /** The upper bounds of the buckets, each inclusive, ascending. */
  readonly bounds: readonly number[];
  /** How many values lie in each bucket. The last one, beyond all bounds, has none. */
  readonly counts: readonly number[];
}

/** Makes a histogram with these upper bounds, ascending. */
export const createHistogram = (bounds: readonly number[]): Histogram => {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let count = 0;
  let sum = 0;
  let max = 0;
  return {
    record(value) {
      if (!Number.isFinite(value)) return;
      const counted = Math.max(0, value);
      // From below, as most values are small.
      let bucket = 0;
      while (counted > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
      counts[bucket] = (counts[bucket] as number) + 1;
      count += 1;
      sum += counted;
      max = Math.max(max, counted);
    },
    snapshot: () => ({ count, sum, max, bounds, counts: [...counts] }),
  };
};

/** Bounds that each are a multiple of the one before. */
export const exponentialBounds = (first: number, factor: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first * factor ** index);

/**
 * Estimates the value that a part `quantile` (0 to 1) of all values do not exceed, by interpolation within its bucket: it is
 * never further off than that bucket is wide, and 1 gives the exact maximum. Undefined when there are no values.
 */
export const quantileOf = (
  { count, max, bounds, counts }: HistogramSnapshot,
  quantile: number,
): number | undefined => {
  if (count === 0) return undefined;
  const rank = Math.max(1, Math.ceil(Math.min(1, quantile) * count));
  let below = 0;
  for (const [bucket, held] of counts.entries()) {
    if (below + held >= rank) {
      const lower = bounds[bucket - 1] ?? 0;
      const upper = Math.min(bounds[bucket] ?? max, max);
      const part = (rank - below) / held;
      return part === 1 ? upper : Math.min(upper, lower + (upper - lower) * part);
    }
    below += held;
  }
  return max;
};
