import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHistogram, exponentialBounds, type HistogramSnapshot, quantileOf } from './histogram.ts';

const bounds = exponentialBounds(1, 2, 18);
const seed = { seed: 20_261_121, numRuns: 500 };

const snapshotOf = (values: readonly number[]): HistogramSnapshot => {
  const histogram = createHistogram(bounds);
  for (const value of values) histogram.record(value);
  return histogram.snapshot();
};

/** The value of this rank, from all of them. */
const exactQuantile = (values: readonly number[], quantile: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(quantile * values.length) - 1)] as number;

const bucketOf = (value: number): number => {
  const bucket = bounds.findIndex((bound) => value <= bound);
  return bucket === -1 ? bounds.length : bucket;
};

// Short and long values alike, some beyond the last bound, many at the very edge of a bucket.
const value = fc.oneof(
  fc.double({ min: 0, max: 4, noNaN: true }),
  fc.double({ min: 0, max: 400_000, noNaN: true }),
  fc.constantFrom(0, ...bounds),
);
const values = fc.array(value, { minLength: 1, maxLength: 300 });
const quantile = fc.double({ min: 0, max: 1, noNaN: true });

describe('a histogram', () => {
  test('counts every value in the bucket whose bound it does not exceed', () => {
    expect(snapshotOf([0, 1, 1.5, 2, 131_072, 131_073])).toEqual({
      count: 6,
      sum: 262_149.5,
      max: 131_073,
      bounds,
      counts: [2, 2, ...new Array(15).fill(0), 1, 1],
    });
  });

  test('holds what was recorded up to the snapshot, not what comes after', () => {
    const histogram = createHistogram(bounds);
    histogram.record(3);
    const before = histogram.snapshot();
    histogram.record(5);
    expect([before.count, before.counts[3], histogram.snapshot().count]).toEqual([1, 0, 2]);
  });

  test('loses no value: the buckets add up to the count, and the sum and the maximum are exact', () => {
    fc.assert(
      fc.property(values, (all) => {
        const { count, sum, max, counts } = snapshotOf(all);
        expect(counts.reduce((total, held) => total + held, 0)).toBe(count);
        expect(count).toBe(all.length);
        expect(sum).toBe(all.reduce((total, one) => total + one, 0));
        expect(max).toBe(Math.max(...all));
      }),
      seed,
    );
  });

  test.each([
    [-5, { count: 1, sum: 0, max: 0 }],
    [Number.NaN, { count: 0, sum: 0, max: 0 }],
    [Number.POSITIVE_INFINITY, { count: 0, sum: 0, max: 0 }],
  ])('is not spoilt by %s', (bad, expected) => {
    expect(snapshotOf([bad])).toMatchObject(expected);
  });
});

describe('a quantile', () => {
  test('lies in the bucket of the exact one', () => {
    fc.assert(
      fc.property(values, quantile, (all, part) => {
        const estimate = quantileOf(snapshotOf(all), part) as number;
        expect(bucketOf(estimate)).toBe(bucketOf(exactQuantile(all, part)));
      }),
      seed,
    );
  });

  test('is at most twice or half the exact one, from 1 ms to the last bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1.000001, max: 131_072, noNaN: true }), { minLength: 1, maxLength: 300 }),
        quantile,
        (all, part) => {
          const ratio = (quantileOf(snapshotOf(all), part) as number) / exactQuantile(all, part);
          expect(ratio).toBeGreaterThanOrEqual(0.5);
          expect(ratio).toBeLessThanOrEqual(2);
        },
      ),
      seed,
    );
  });

  test('never falls as the part grows, and 1 is the maximum', () => {
    fc.assert(
      fc.property(values, quantile, quantile, (all, one, other) => {
        const snapshot = snapshotOf(all);
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect(quantileOf(snapshot, low) as number).toBeLessThanOrEqual(quantileOf(snapshot, high) as number);
        expect(quantileOf(snapshot, 1)).toBe(Math.max(...all));
      }),
      seed,
    );
  });

  test('of evenly spread values is close to the exact one', () => {
    const all = Array.from({ length: 1_000 }, (_, index) => index + 1);
    const snapshot = snapshotOf(all);
    expect(quantileOf(snapshot, 0.5)).toBeCloseTo(500, 0);
    expect(quantileOf(snapshot, 0.99)).toBeCloseTo(990, 0);
  });

  test('of nothing is none', () => {
    expect(quantileOf(snapshotOf([]), 0.5)).toBeUndefined();
  });

  test.each([
    [-1, 1],
    [2, 5],
    [Number.NaN, 5],
  ])('of a part out of range, %d, is an end of the values', (part, expected) => {
    expect(quantileOf(snapshotOf([1, 5]), part)).toBe(expected);
  });
});
