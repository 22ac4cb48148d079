import { nextAttemptMs } from '@touchline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolvePolicy } from './route-policy.ts';

const { retry } = resolvePolicy({}, {}, { limits: {}, category: 'other' });
const hourMs = 3_600_000;
const failed = { attempt: 1, firstAttemptMs: 0, nowMs: 0, windowClosed: false, retryAfterMs: undefined };

describe('the default retry schedule', () => {
  test('doubles up to an hour, with full jitter', () => {
    const ceilings = [1, 2, 3, 12, 13, 40].map((attempt) =>
      nextAttemptMs({ ...failed, attempt }, retry, () => 1),
    );
    expect(ceilings).toEqual([1_000, 2_000, 4_000, 2_048_000, hourMs, hourMs]);
    expect(nextAttemptMs({ ...failed, attempt: 13 }, retry, () => 0)).toBe(0);
  });

  test('goes on for a day, then gives up', () => {
    const late = { ...failed, attempt: 30 };
    expect(nextAttemptMs({ ...late, nowMs: 24 * hourMs - 1 }, retry, () => 0.5)).toBeGreaterThan(24 * hourMs);
    expect(nextAttemptMs({ ...late, nowMs: 24 * hourMs }, retry, () => 0.5)).toBeUndefined();
  });

  test('keeps the wait that a vendor asked for in full', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 48 * hourMs }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (retryAfterMs, random, attempt) => {
          const atMs = nextAttemptMs({ ...failed, attempt, retryAfterMs }, retry, () => random) as number;
          return atMs >= retryAfterMs && atMs <= retryAfterMs + retry.baseMs;
        },
      ),
      { seed: 7 },
    );
  });

  test('goes on for ever where the window is closed: that uses up nothing', () => {
    const late = { ...failed, attempt: 30, nowMs: 48 * hourMs, windowClosed: true, retryAfterMs: 60_000 };
    expect(nextAttemptMs(late, { ...retry, maxAttempts: 3 }, () => 0)).toBe(48 * hourMs + 60_000);
  });

  test('ends after maxAttempts where that is set', () => {
    expect(nextAttemptMs({ ...failed, attempt: 3 }, { ...retry, maxAttempts: 3 }, () => 0)).toBeUndefined();
  });
});
