import { TouchlineError } from '@touchline/core';
import { z } from 'zod';

/** How often a caller may call. */
export interface RateLimit {
  readonly requests: number;
  /** In this window, in milliseconds. */
  readonly perMs: number;
}

/** A {@link RateLimit} as it must be. */
export const rateLimit = z.strictObject({ requests: z.int().min(1), perMs: z.int().min(1) });

/** Counts the calls of each caller. */
export interface RateLimiter {
  /**
   * Counts one call.
   *
   * @returns the headers that tell the caller how they stand.
   * @throws RateLimitedError when there were too many.
   */
  count(caller: { readonly id: string; readonly rateLimit?: RateLimit }): Readonly<Record<string, string>>;
}

/** A call too many. */
export class RateLimitedError extends TouchlineError {
  /** What the answer's headers say. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(retryAfterMs: number, headers: Readonly<Record<string, string>>) {
    super('rate.limited', 'This key has made too many requests.', { retryAfterMs });
    this.headers = headers;
  }
}

/**
 * A limiter with a window for each caller that begins with their first call in it. Windows that ended are forgotten.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export const createRateLimiter = (standard: RateLimit, now: () => number): RateLimiter => {
  const windows = new Map<string, Window>();
  const current = (id: string, nowMs: number, perMs: number): Window => {
    const held = windows.get(id);
    if (held && nowMs < held.endsMs) return held;
    if (windows.size >= sweepAbove)
      for (const [other, { endsMs }] of windows) if (nowMs >= endsMs) windows.delete(other);
    const begun = { endsMs: nowMs + perMs, calls: 0 };
    windows.set(id, begun);
    return begun;
  };

  return {
    count({ id, rateLimit = standard }) {
      const { requests, perMs } = rateLimit;
      const nowMs = now();
      const window = current(id, nowMs, perMs);
      window.calls += 1;
      const leftMs = window.endsMs - nowMs;
      const headers = {
        'ratelimit-policy': `"key";q=${requests};w=${Math.ceil(perMs / 1_000)}`,
        ratelimit: `"key";r=${Math.max(0, requests - window.calls)};t=${Math.ceil(leftMs / 1_000)}`,
      };
      if (window.calls > requests) throw new RateLimitedError(leftMs, headers);
      return headers;
    },
  };
};

const sweepAbove = 1_000;

interface Window {
  readonly endsMs: number;
  calls: number;
}
