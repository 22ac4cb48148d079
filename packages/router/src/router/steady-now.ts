import type { Clock } from '@touchline/core';

/**
 * The time of a clock, except that it never goes back: when a machine's clock is put right by an hour, a window of a second
 * must not stay closed for an hour. It is no time of day; only its differences mean something.
 */
export const steadyNow = (clock: Clock): (() => number) => {
  let lastMs = clock.now();
  let aheadMs = 0;
  return () => {
    const nowMs = clock.now();
    if (nowMs < lastMs) aheadMs += lastMs - nowMs;
    lastMs = nowMs;
    return nowMs + aheadMs;
  };
};
