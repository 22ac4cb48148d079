import pRetry from 'p-retry';
import { TouchlineError } from '../errors/touchline-error.ts';
import type { Call } from './call.ts';
import type { Deadline } from './deadline.ts';
import type { HttpClientOptions } from './http-client.ts';

/** A call that may repeat itself. */
export interface Repeatable {
  readonly call: Pick<Call, 'idempotent'>;
  readonly deadline: Deadline;
  /** How often at most, after the first attempt: 2 by default; and what draws the waits, from 0 to 1. */
  readonly options: Pick<HttpClientOptions, 'random' | 'retries'>;
}

/**
 * Repeats an attempt while the vendor is only just out of reach: a broken connection, 408, 502, 503, 504. Only what is
 * idempotent, only for a moment, and not when the vendor asks for a longer pause: that is the router's to keep.
 */
export const repeatWhereSafe = <Result>(
  run: Repeatable,
  attempt: (attempt: number) => Promise<Result>,
): Promise<Result> =>
  attempt(1).catch((thrown: unknown) => {
    if (!run.call.idempotent || run.options.retries === 0 || !isPassing(thrown)) throw thrown;
    return repeat(thrown, run, attempt);
  });

/** Most calls succeed at once, and are spared what the repeats of a failed one need. */
const repeat = <Result>(
  first: TouchlineError,
  { deadline, options: { retries = 2, random = Math.random } }: Repeatable,
  attempt: (attempt: number) => Promise<Result>,
): Promise<Result> =>
  pRetry((number) => (number === 1 ? Promise.reject(first) : attempt(number)), {
    retries,
    // p-retry counts and decides; the waiting is ours, because it must follow the call's clock, deadline and signal.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!isPassing(error)) return false;
      const askedMs = error.retryAfterMs ?? 0;
      const waitMs = Math.max(askedMs, backoffMs(attemptNumber, random));
      if (askedMs > longestPauseMs || !deadline.hasTimeFor(waitMs)) return false;
      await deadline.wait(waitMs);
      return true;
    },
  });

/** The longest Retry-After that is waited for within a call, in milliseconds. */
const longestPauseMs = 1_000;

const isPassing = (thrown: unknown): thrown is TouchlineError =>
  TouchlineError.isInstance(thrown) &&
  thrown.disposition === 'retry' &&
  (thrown.code === 'http.network' ||
    thrown.code === 'http.interrupted' ||
    passingStatuses.has(thrown.vendorStatus ?? 0));

const passingStatuses: ReadonlySet<number> = new Set([408, 502, 503, 504]);

/** 50–100 ms before the first repeat, 100–200 ms before the second, and so on. */
const backoffMs = (attempt: number, random: () => number): number => 50 * 2 ** (attempt - 1) * (1 + random());
