import type { ResolvedPolicy } from './route-policy.ts';

/** What a failed attempt knows of itself. */
export interface FailedAttempt {
  /** How many attempts count so far; 0 when the only one met a closed window. */
  readonly attempt: number;
  readonly firstAttemptMs: number;
  readonly nowMs: number;
  /** The vendor asks to wait at least so long. */
  readonly retryAfterMs: number | undefined;
}

/**
 * When the next attempt is due, in milliseconds since the epoch; undefined when the retries are used up. A wait that the
 * vendor asked for is kept in full, and jitter is added on top so that those who were told the same do not come together.
 */
export const nextAttemptMs = (
  { attempt, firstAttemptMs, nowMs, retryAfterMs }: FailedAttempt,
  { baseMs, factor, maxMs, maxElapsedMs, maxAttempts }: ResolvedPolicy['retry'],
  random: () => number,
): number | undefined => {
  if (attempt >= maxAttempts || nowMs - firstAttemptMs >= maxElapsedMs) return undefined;
  const ceilingMs = Math.min(maxMs, baseMs * factor ** Math.max(0, Math.min(attempt - 1, 64)));
  if (retryAfterMs === undefined) return nowMs + Math.ceil(random() * ceilingMs);
  return nowMs + retryAfterMs + Math.floor(random() * Math.min(baseMs, ceilingMs));
};
