import type { Clock } from '@touchline/core';
import { steadyNow } from './steady-now.ts';

/**
 * The gate to one vendor account, shared by all routes to it: it keeps to the vendor's rate, and stays shut while the
 * vendor asks to wait. A closed gate delays; it burns no attempt.
 */
export interface Destination {
  /** How long the gate stays closed, in milliseconds; 0 when it is open. */
  waitMs(): number;
  /** Takes a place in the window. Only after {@link waitMs} said 0, in the same turn. */
  take(): void;
  /** Keeps the gate shut for so many milliseconds from now. */
  shut(forMs: number): void;
}

/** Opens a gate with at most `rate.requests` in any window of `rate.perMs`. */
export const createDestination = (
  clock: Clock,
  rate: { readonly requests: number; readonly perMs: number } | undefined,
): Destination => {
  const now = steadyNow(clock);
  let shutUntilMs = 0;
  /** When each place of the window was taken last, as a ring: the oldest is the next to be free. */
  const taken = rate
    ? new Float64Array(Math.max(1, Math.floor(rate.requests))).fill(Number.NEGATIVE_INFINITY)
    : undefined;
  let oldest = 0;

  return {
    waitMs() {
      if (!taken && shutUntilMs === 0) return 0;
      const freeAtMs = taken && rate ? (taken[oldest] as number) + rate.perMs : 0;
      const waitMs = Math.max(shutUntilMs, freeAtMs) - now();
      if (waitMs > 0) return waitMs;
      shutUntilMs = 0;
      return 0;
    },
    take() {
      if (!taken) return;
      taken[oldest] = now();
      oldest = (oldest + 1) % taken.length;
    },
    shut(forMs) {
      shutUntilMs = Math.max(shutUntilMs, now() + forMs);
    },
  };
};
