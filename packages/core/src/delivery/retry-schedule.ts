/** When something that failed is tried again. */
export interface RetrySchedule {
  /** The longest wait after the first attempt, in milliseconds. */
  readonly baseMs: number;
  /** What the longest wait is multiplied with after each further attempt. */
  readonly factor: number;
  /** The longest wait of all, in milliseconds. */
  readonly maxMs: number;
  /** It is given up so many milliseconds after the first attempt. */
  readonly maxElapsedMs: number;
  /** It is given up after so many attempts. */
  readonly maxAttempts: number;
}

/** What a failed attempt knows of itself. */
export interface FailedAttempt {
  /** How many attempts count so far; 0 when the only one met a closed window. */
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly firstAttemptMs: number;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** It met a closed window: what it waits for it uses up none of its retries, and none of their time. Default false. */
  readonly windowClosed?: boolean;
  /** The vendor asks to wait at least so long, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/**
 * When the next attempt is due, in milliseconds since the epoch; undefined when the retries are used up. A wait that the
 * vendor asked for is kept in full, and jitter is added on top so that those who were told the same do not come together.
 *
 * @param random gives numbers from 0 up to, but not including, 1.
 */
export const nextAttemptMs = (
  { attempt, firstAttemptMs, nowMs, windowClosed = false, retryAfterMs }: FailedAttempt,
  { baseMs, factor, maxMs, maxElapsedMs, maxAttempts }: RetrySchedule,
  random: () => number,
): number | undefined => {
  const isUsedUp = attempt >= maxAttempts || nowMs - firstAttemptMs >= maxElapsedMs;
  if (isUsedUp && !windowClosed) return undefined;
  const ceilingMs = Math.min(maxMs, baseMs * factor ** Math.max(0, Math.min(attempt - 1, 64)));
  if (retryAfterMs === undefined) return nowMs + Math.ceil(random() * ceilingMs);
  return nowMs + retryAfterMs + Math.floor(random() * Math.min(baseMs, ceilingMs));
};
