import type { Connector } from '@touchline/core';
import type { BatchPolicy } from './batcher.ts';
import type { BreakerPolicy } from './breaker.ts';

/** When a delivery that may succeed later is tried again: exponential, with full jitter. */
export interface RetryPolicy {
  /** The longest first wait, in milliseconds. Default 1,000. */
  readonly baseMs?: number;
  /** Each further wait may be so many times as long. Default 2. */
  readonly factor?: number;
  /** The longest wait of all, in milliseconds. Default one hour. */
  readonly maxMs?: number;
  /** The delivery becomes a dead letter when it has failed for this long, in milliseconds. Default 24 hours. */
  readonly maxElapsedMs?: number;
  /** The delivery becomes a dead letter after so many attempts. Default: as many as the time allows. */
  readonly maxAttempts?: number;
}

/** How a route delivers. Every part has a default that is right for most. */
export interface RoutePolicy {
  readonly retry?: RetryPolicy;
  /** How long one attempt may take, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** The most deliveries under way at once. Default: the connector's `limits.maxConcurrency`, else 16. */
  readonly concurrency?: number;
  /** At most so many attempts in any such window, beside the connector's own limit. Default: no limit. */
  readonly rate?: { readonly requests: number; readonly perMs: number };
  /**
   * `partition`: events of one partition key are delivered one at a time, in log order, also across retries; only that key
   * waits. Default `none`.
   */
  readonly order?: 'none' | 'partition';
  /** When so many deliveries wait for a retry, the route stands still. Default 10,000. */
  readonly maxParked?: number;
  /**
   * Gathers calls of actions that the vendor takes many at once of; `concurrency` and `rate` then count batches. Default: each
   * call is a request of its own.
   */
  readonly batch?: BatchPolicy | 'on';
  /** Stops knocking at a destination that fails; `off` never stops. */
  readonly breaker?: BreakerPolicy | 'off';
  /**
   * What it delivers for, such as `marketing`: the router's gate then decides for each delivery whether it may be made, and
   * what it withholds is skipped. A router without a gate refuses such a route. Default: for no purpose that needs asking.
   */
  readonly purpose?: string;
  /** The way to the person, such as `email` or `sms`, which the gate is told. Default: the connector's category. */
  readonly channel?: string;
}

/** A {@link RoutePolicy} with every default filled in. */
export interface ResolvedPolicy {
  readonly retry: Required<RetryPolicy>;
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly rate: { readonly requests: number; readonly perMs: number } | undefined;
  readonly order: 'none' | 'partition';
  readonly maxParked: number;
  readonly breaker: Required<BreakerPolicy> | undefined;
  readonly batch: BatchPolicy | undefined;
  readonly purpose: string | undefined;
  readonly channel: string;
}

const hourMs = 3_600_000;

/** Fills in the defaults: the route's own word first, then the router's, then the connector's limits. */
export const resolvePolicy = (
  route: RoutePolicy,
  router: RoutePolicy,
  { limits, category }: Pick<Connector, 'limits' | 'category'>,
): ResolvedPolicy => ({
  retry: {
    baseMs: 1_000,
    factor: 2,
    maxMs: hourMs,
    maxElapsedMs: 24 * hourMs,
    maxAttempts: Number.POSITIVE_INFINITY,
    ...router.retry,
    ...route.retry,
  },
  timeoutMs: route.timeoutMs ?? router.timeoutMs ?? 30_000,
  concurrency: route.concurrency ?? router.concurrency ?? limits.maxConcurrency ?? 16,
  rate: route.rate ?? router.rate,
  order: route.order ?? router.order ?? 'none',
  maxParked: route.maxParked ?? router.maxParked ?? 10_000,
  breaker: resolveBreaker(route.breaker ?? router.breaker ?? {}),
  batch: resolveBatch(route.batch ?? router.batch),
  purpose: route.purpose ?? router.purpose,
  channel: route.channel ?? router.channel ?? category,
});

const resolveBatch = (policy: BatchPolicy | 'on' | undefined): BatchPolicy | undefined =>
  policy === 'on' ? {} : policy;

const resolveBreaker = (policy: BreakerPolicy | 'off'): Required<BreakerPolicy> | undefined =>
  policy === 'off' ? undefined : { failures: 10, openMs: 10_000, maxOpenMs: 300_000, ...policy };

/** What is wrong with a policy, as the end of a sentence; undefined when nothing is. */
export const policyFault = ({
  retry,
  timeoutMs,
  concurrency,
  rate,
  maxParked,
  breaker,
  batch,
  purpose,
  channel,
}: ResolvedPolicy): string | undefined => {
  const positive = (value: number): boolean => Number.isFinite(value) && value > 0;
  if (!positive(retry.baseMs) || !positive(retry.maxMs))
    return 'retry.baseMs and retry.maxMs must be above 0';
  if (!(retry.factor >= 1)) return 'retry.factor must be at least 1';
  if (!(retry.maxElapsedMs >= 0)) return 'retry.maxElapsedMs must not be negative';
  if (!(retry.maxAttempts >= 1)) return 'retry.maxAttempts must be at least 1';
  if (!positive(timeoutMs)) return 'timeoutMs must be above 0';
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    return 'concurrency must be a whole number of at least 1';
  if (!Number.isSafeInteger(maxParked) || maxParked < 1)
    return 'maxParked must be a whole number of at least 1';
  if (breaker && !(breaker.failures >= 1 && positive(breaker.openMs) && breaker.maxOpenMs >= breaker.openMs))
    return 'breaker needs failures of at least 1, openMs above 0 and maxOpenMs of at least openMs';
  if (batch && !((batch.maxItems ?? 1) >= 1 && (batch.maxWaitMs ?? 0) >= 0))
    return 'batch needs maxItems of at least 1 and a maxWaitMs that is not negative';
  if (rate && (!positive(rate.requests) || !positive(rate.perMs)))
    return 'rate needs requests and perMs above 0';
  for (const [name, word] of Object.entries({ purpose, channel }))
    if (word !== undefined && !/^[\w.:@/-]{1,100}$/.test(word))
      return `${name} must be 1 to 100 letters, digits or any of . : @ / _ -`;
  return undefined;
};
