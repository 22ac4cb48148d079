import {
  type Clock,
  delay,
  type Lease,
  nextAttemptMs,
  type Subscription,
  TouchlineError,
  toTouchlineError,
} from '@touchline/core';
import type { Attempt, AttemptOutcome } from './attempt.ts';
import type { Breaker } from './breaker.ts';
import type { Destination } from './destination.ts';
import type { Emit } from './emit.ts';
import type { ErasedRoute } from './route.ts';
import type { ResolvedPolicy } from './route-policy.ts';
import type { DeliveryInfo } from './router-events.ts';

/** What settles the attempts of a route works with. */
export interface SettlementOptions {
  readonly route: ErasedRoute;
  readonly policy: ResolvedPolicy;
  readonly subscription: Subscription;
  readonly destination: Destination;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: Emit;
  readonly skipped: (reason: string) => void;
  readonly reauthorize: (error: TouchlineError) => void;
  /** So many attempts are settled, for good or ill. */
  readonly settled: (attempts: number) => void;
  /** Aborts when the router gives up waiting. */
  readonly givingUp: AbortSignal;
}

/** Tells the log what became of the attempts of a route. */
export interface Settlement {
  settle(attempt: Attempt, outcome: AttemptOutcome): void;
}

/** How long to wait before a settlement that the log refused is tried again, in milliseconds. */
const settleAgainMs = 1_000;

/**
 * Settles attempts: tells the log, the breaker and the destination's window what became of each, then the listeners. What the
 * log refuses to write is tried again every second until the router gives up waiting; so an outcome is told as an event
 * only once the log has it.
 */
export const createSettlement = (options: SettlementOptions): Settlement => {
  const { route, policy, subscription, destination, breaker, clock, random, emit, settled, givingUp } =
    options;
  let done: Attempt[] = [];

  const info = ({ lease, durationMs }: Attempt): DeliveryInfo => ({
    route: route.id,
    connector: route.to,
    event: lease.event,
    position: lease.position,
    attempt: lease.attempt,
    durationMs,
  });

  /** Most attempts succeed, and many do in one turn: they are settled together. */
  const finishLater = (attempt: Attempt): void => {
    done.push(attempt);
    if (done.length === 1) queueMicrotask(finishAll);
  };

  const finishAll = (): void => {
    const attempts = done;
    done = [];
    const leases = attempts.map(({ lease }) => lease);
    void persistently(
      () => subscription.ack(leases, 'delivered'),
      () => {
        if (emit.heard('delivered')) for (const attempt of attempts) emit('delivered', info(attempt));
      },
    ).then(() => settled(attempts.length));
  };

  /** Where the log refuses, it is asked again: the outcome is known, and must not be lost. */
  const persistently = (settle: () => Promise<void>, tell: () => void): Promise<void> => {
    try {
      return settle().then(tell, (refusal: unknown) => askAgain(refusal, settle, tell));
    } catch (refusal) {
      return askAgain(refusal, settle, tell);
    }
  };

  const askAgain = async (first: unknown, settle: () => Promise<void>, tell: () => void): Promise<void> => {
    for (let refusal = first; ; ) {
      emit('failed', { route: route.id, error: toTouchlineError(refusal) });
      if (givingUp.aborted) return;
      await delay(clock, settleAgainMs, givingUp);
      try {
        await settle();
      } catch (thrown) {
        refusal = thrown;
        continue;
      }
      return tell();
    }
  };

  const settleOne = (
    attempt: Attempt,
    outcome: Exclude<AttemptOutcome, { kind: 'delivered' }>,
    probed: boolean,
  ): Promise<void> => {
    const { lease } = attempt;
    switch (outcome.kind) {
      case 'skipped':
        options.skipped(outcome.reason);
        return persistently(
          () => subscription.ack([lease], 'skipped'),
          () => emit('skipped', { ...info(attempt), reason: outcome.reason }),
        );
      case 'bury':
        return bury(attempt, outcome);
      case 'retry':
        // A failed probe is given back as if it had not been: while the breaker is open no attempt is burnt.
        return probed && !isWindowClosed(outcome.error) && !isGateFailure(outcome.error)
          ? giveBack(attempt, outcome.progress, outcome.error)
          : retry(attempt, outcome);
      case 'reauthorize':
        options.reauthorize(outcome.error);
        return giveBack(attempt, outcome.progress, outcome.error);
      case 'interrupted':
        return giveBack(
          attempt,
          outcome.progress,
          new TouchlineError('http.aborted', 'The route was stopped.'),
        );
    }
  };

  const bury = (
    attempt: Attempt,
    { stage, error, progress }: Extract<AttemptOutcome, { kind: 'bury' }>,
  ): Promise<void> =>
    persistently(
      () => subscription.bury(attempt.lease, { stage, error: error.toJSON(), progress }),
      () => emit('dead', { ...info(attempt), error, stage }),
    );

  const retry = (
    attempt: Attempt,
    { error, progress }: Extract<AttemptOutcome, { kind: 'retry' }>,
  ): Promise<void> => {
    const { lease, startedMs } = attempt;
    const { retryAfterMs } = error;
    // Nobody knocks until the window opens, and the refused attempt is not counted.
    const windowClosed = isWindowClosed(error);
    if (windowClosed) destination.shut(error.retryAfterMs);
    const atMs = nextAttemptMs(
      {
        attempt: windowClosed ? lease.attempt - 1 : lease.attempt,
        firstAttemptMs: lease.firstAttemptMs ?? startedMs,
        nowMs: clock.now(),
        windowClosed,
        retryAfterMs,
      },
      policy.retry,
      random,
    );
    if (atMs === undefined)
      return bury(attempt, { kind: 'bury', stage: 'deliver', error: exhausted(error, lease), progress });
    return persistently(
      () => subscription.retry(lease, { atMs, error: error.toJSON(), progress, countAttempt: !windowClosed }),
      () => emit('retrying', { ...info(attempt), error, atMs }),
    );
  };

  /**
   * Gives a delivery back unattempted. One that is half done is parked, so that what is done is not done again; and one that
   * the vendor wants later.
   */
  const giveBack = (attempt: Attempt, progress: number, error: TouchlineError): Promise<void> => {
    const { lease } = attempt;
    return persistently(
      () =>
        progress > lease.progress || error.retryAfterMs !== undefined
          ? subscription.retry(lease, {
              atMs: clock.now() + (error.retryAfterMs ?? 0),
              error: error.toJSON(),
              progress,
              countAttempt: false,
            })
          : subscription.release([lease]),
      () => emit('returned', { ...info(attempt), error }),
    );
  };

  return {
    settle(attempt, outcome) {
      const probing = breaker.state === 'half-open';
      const probed = probing && attempt.isProbe;
      // The probe decides; what began before the breaker opened tells nothing about now.
      if (probed || !probing) tellBreaker(breaker, outcome);
      if (outcome.kind === 'delivered') finishLater(attempt);
      else void settleOne(attempt, outcome, probed).then(() => settled(1));
    },
  };
};

/** The vendor says when its window opens again. */
const isWindowClosed = (error: TouchlineError): error is TouchlineError & { readonly retryAfterMs: number } =>
  error.code === 'http.rate_limited' && error.retryAfterMs !== undefined;

/** The gate did not say whether it may be made; the destination was not asked. */
const isGateFailure = ({ code }: TouchlineError): boolean => code === 'delivery.gate_failed';

const exhausted = (last: TouchlineError, { attempt }: Lease): TouchlineError =>
  new TouchlineError(
    'delivery.exhausted',
    `Gave up after ${attempt} attempts; the last failed with ${last.code}: ${last.message}`,
    {
      ...(last.connector !== undefined && { connector: last.connector }),
      ...(last.vendorStatus !== undefined && { vendorStatus: last.vendorStatus }),
      ...(last.vendorCode !== undefined && { vendorCode: last.vendorCode }),
    },
  );

const tellBreaker = (breaker: Breaker, outcome: AttemptOutcome): void => {
  if (outcome.kind === 'delivered') {
    breaker.succeeded();
    return;
  }
  const refused = outcome.kind === 'retry' && outcome.error.code === 'http.rate_limited';
  const unanswered = outcome.kind === 'bury' && outcome.error.code === 'delivery.ambiguous';
  const answered = outcome.kind === 'bury' && outcome.stage === 'deliver';
  const untried = outcome.kind === 'retry' && isGateFailure(outcome.error);
  if (unanswered || (outcome.kind === 'retry' && !refused && !untried)) breaker.failed();
  else if (refused || answered) breaker.succeeded();
  else breaker.untried();
};
