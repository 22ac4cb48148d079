import pRetry from 'p-retry';
import { TouchlineError } from '../errors/touchline-error.ts';
import type { Deadline } from './deadline.ts';

/** How a call repeats itself. */
export interface RepeatOptions {
  readonly idempotent: boolean;
  /** How often at most, after the first attempt. */
  readonly retries: number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly deadline: Deadline;
}

/**
 * Repeats an attempt while the vendor is only just out of reach: a broken connection, 408, 502, 503, 504. Only what is
 * idempotent, only for a moment, and not when the vendor asks for a longer pause: that is the router's to keep.
 */
export const repeatWhereSafe = <Result>(
  { idempotent, retries, random, deadline }: RepeatOptions,
  attempt: (attempt: number) => Promise<Result>,
): Promise<Result> =>
  pRetry(attempt, {
    retries: idempotent ? retries : 0,
    // p-retry counts and decides; the waiting is ours, because it must follow the call's clock, deadline and signal.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!TouchlineError.isInstance(error) || !isPassing(error)) return false;
      const askedMs = error.retryAfterMs ?? 0;
      const waitMs = Math.max(askedMs, backoffMs(attemptNumber, random));
      if (askedMs > longestPauseMs || !deadline.hasTimeFor(waitMs)) return false;
      await deadline.wait(waitMs);
      return true;
    },
  });

/** The longest Retry-After that is waited for within a call, in milliseconds. */
const longestPauseMs = 1_000;

const isPassing = ({ code, vendorStatus, disposition }: TouchlineError): boolean =>
  disposition === 'retry' &&
  (code === 'http.network' || code === 'http.interrupted' || passingStatuses.has(vendorStatus ?? 0));

const passingStatuses: ReadonlySet<number> = new Set([408, 502, 503, 504]);

/** 50–100 ms before the first repeat, 100–200 ms before the second, and so on. */
const backoffMs = (attempt: number, random: () => number): number => 50 * 2 ** (attempt - 1) * (1 + random());
