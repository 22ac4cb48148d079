import {
  type Clock,
  type Connector,
  delay,
  type Lease,
  type Subscription,
  TouchlineError,
  toTouchlineError,
} from '@touchline/core';
import { type AttemptOutcome, attemptDelivery } from './attempt-delivery.ts';
import { type Breaker, type BreakerState, createBreaker } from './breaker.ts';
import { callDecider } from './decide-calls.ts';
import { createDestination, type Destination } from './destination.ts';
import { createKindCounter } from './kind-counter.ts';
import { nextAttemptMs } from './retry-schedule.ts';
import type { ErasedRoute } from './route.ts';
import type { ResolvedPolicy } from './route-policy.ts';
import type { DeliveryInfo, PauseReason, RouterEvents } from './router-events.ts';

/** Tells the router's listeners. */
export type Emit = <Name extends keyof RouterEvents>(
  name: Name,
  info: Parameters<RouterEvents[Name]>[0],
) => void;

/** What a route runs with. */
export interface RouteRunnerOptions {
  readonly route: ErasedRoute;
  readonly policy: ResolvedPolicy;
  readonly connector: Connector;
  readonly destination: Destination;
  readonly subscription: Subscription;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: Emit;
  /** Events further from their first cause are skipped. */
  readonly maxCausationDepth: number;
}

/** A route at work: takes deliveries from its subscription, attempts them and settles them. */
export interface RouteRunner {
  readonly paused: PauseReason | undefined;
  readonly breaker: BreakerState;
  /** What was skipped since it started, by reason. */
  skippedBy(): Readonly<Record<string, number>>;
  start(): void;
  pause(reason: PauseReason, error?: TouchlineError): void;
  resume(): void;
  /** Takes no new deliveries, waits for those under way at most so long, then gives up on them. */
  drain(timeoutMs: number): Promise<void>;
}

/** Where the policy turns the breaker off. */
const alwaysClosed: Breaker = {
  state: 'closed',
  allowance: () => Number.POSITIVE_INFINITY,
  waitMs: () => 0,
  took: () => {},
  succeeded: () => {},
  failed: () => false,
  untried: () => {},
};

/** How long to wait before a settlement that the log refused is tried again. */
const settleAgainMs = 1_000;

export const createRouteRunner = ({
  route,
  policy,
  connector,
  destination,
  subscription,
  clock,
  random,
  emit,
  maxCausationDepth,
}: RouteRunnerOptions): RouteRunner => {
  const decide = callDecider(route, connector, maxCausationDepth);
  const skippedBy = createKindCounter();
  const ownWindow = createDestination(clock, policy.rate);
  const breaker = policy.breaker
    ? createBreaker(clock, policy.breaker, (state) => emit('breaker', { route: route.id, state }))
    : alwaysClosed;
  const stopping = new AbortController();
  const givingUp = new AbortController();
  const underWay = new Set<Promise<void>>();
  let paused: PauseReason | undefined;
  let wake: (() => void) | undefined;
  let running: Promise<void> | undefined;

  const info = (lease: Lease, startedMs: number): DeliveryInfo => ({
    route: route.id,
    connector: route.to,
    event: lease.event,
    position: lease.position,
    attempt: lease.attempt,
    durationMs: clock.now() - startedMs,
  });

  /** Waits until something changes: a delivery ends, the route is resumed or stopped. */
  const change = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const changed = (): void => {
    wake?.();
    wake = undefined;
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const free = policy.concurrency - underWay.size;
      if (paused || free <= 0) {
        await change();
        continue;
      }
      const allowed = Math.min(free, breaker.allowance());
      if (allowed === 0) {
        await Promise.race([change(), delay(clock, breaker.waitMs() || 1_000, stopping.signal)]);
        continue;
      }
      const leases = await subscription.next(allowed, stopping.signal);
      if (stopping.signal.aborted || paused) {
        await subscription.release(leases);
        continue;
      }
      for (const lease of leases) {
        breaker.took();
        const delivery: Promise<void> = deliver(lease).finally(() => {
          underWay.delete(delivery);
          changed();
        });
        underWay.add(delivery);
      }
    }
  };

  const admit = async (): Promise<boolean> => {
    for (;;) {
      if (stopping.signal.aborted || paused || breaker.state === 'open') return false;
      const waitMs = Math.max(destination.waitMs(), ownWindow.waitMs());
      if (waitMs <= 0) {
        destination.take();
        ownWindow.take();
        return true;
      }
      await delay(clock, waitMs, stopping.signal);
    }
  };

  const deliver = async (lease: Lease): Promise<void> => {
    const startedMs = clock.now();
    const outcome = await attemptDelivery(lease, {
      route: route.id,
      connector,
      decide,
      timeoutMs: policy.timeoutMs,
      clock,
      admit,
      signal: givingUp.signal,
    });
    await settle(lease, outcome, startedMs);
  };

  /** Settles an attempt. Where the log refuses, it is asked again: the outcome is known, and must not be lost. */
  const settle = async (lease: Lease, outcome: AttemptOutcome, startedMs: number): Promise<void> => {
    for (;;) {
      try {
        return await settleOnce(lease, outcome, startedMs);
      } catch (thrown) {
        emit('failed', { route: route.id, error: toTouchlineError(thrown) });
        if (givingUp.signal.aborted) return;
        await delay(clock, settleAgainMs, givingUp.signal);
      }
    }
  };

  const settleOnce = async (lease: Lease, outcome: AttemptOutcome, startedMs: number): Promise<void> => {
    const probed = breaker.state === 'half-open';
    tellBreaker(outcome);
    switch (outcome.kind) {
      case 'delivered':
        await subscription.ack([lease], 'delivered');
        return emit('delivered', info(lease, startedMs));
      case 'skipped':
        await subscription.ack([lease], 'skipped');
        skippedBy.add(outcome.reason);
        return emit('skipped', { ...info(lease, startedMs), reason: outcome.reason });
      case 'bury':
        return bury(lease, outcome, startedMs);
      case 'retry':
        // A failed probe is given back as if it had not been: while the breaker is open no attempt is burnt.
        return probed ? giveBack(lease, outcome.progress, outcome.error) : retry(lease, outcome, startedMs);
      case 'reauthorize':
        pause('reauthorize', outcome.error);
        return giveBack(lease, outcome.progress, outcome.error);
      case 'interrupted':
        return giveBack(
          lease,
          outcome.progress,
          new TouchlineError('http.aborted', 'The route was stopped.'),
        );
    }
  };

  const tellBreaker = (outcome: AttemptOutcome): void => {
    const refused = outcome.kind === 'retry' && outcome.error.code === 'http.rate_limited';
    const unanswered = outcome.kind === 'bury' && outcome.error.code === 'delivery.ambiguous';
    const answered = outcome.kind === 'bury' && outcome.stage === 'deliver';
    if (unanswered || (outcome.kind === 'retry' && !refused)) breaker.failed();
    else if (outcome.kind === 'delivered' || refused || answered) breaker.succeeded();
    else breaker.untried();
  };

  const bury = async (
    lease: Lease,
    { stage, error, progress }: Extract<AttemptOutcome, { kind: 'bury' }>,
    startedMs: number,
  ): Promise<void> => {
    await subscription.bury(lease, { stage, error: error.toJSON(), progress });
    emit('dead', { ...info(lease, startedMs), error, stage });
  };

  const retry = async (
    lease: Lease,
    { error, progress }: Extract<AttemptOutcome, { kind: 'retry' }>,
    startedMs: number,
  ): Promise<void> => {
    const { code, retryAfterMs } = error;
    // The vendor's window is closed: nobody knocks until it opens, and the refused attempt is not counted.
    const windowClosed = code === 'http.rate_limited' && retryAfterMs !== undefined;
    if (windowClosed) destination.shut(retryAfterMs);
    const atMs = nextAttemptMs(
      {
        attempt: windowClosed ? lease.attempt - 1 : lease.attempt,
        firstAttemptMs: lease.firstAttemptMs ?? startedMs,
        nowMs: clock.now(),
        retryAfterMs,
      },
      policy.retry,
      random,
    );
    if (atMs === undefined)
      return bury(
        lease,
        { kind: 'bury', stage: 'deliver', error: exhausted(error, lease), progress },
        startedMs,
      );
    await subscription.retry(lease, { atMs, error: error.toJSON(), progress, countAttempt: !windowClosed });
    emit('retrying', { ...info(lease, startedMs), error, atMs });
  };

  const exhausted = (last: TouchlineError, lease: Lease): TouchlineError =>
    new TouchlineError(
      'delivery.exhausted',
      `Gave up after ${lease.attempt} attempts; the last failed with ${last.code}: ${last.message}`,
      {
        connector: connector.id,
        ...(last.vendorStatus !== undefined && { vendorStatus: last.vendorStatus }),
        ...(last.vendorCode !== undefined && { vendorCode: last.vendorCode }),
      },
    );

  /** Gives a delivery back unattempted. One that is half done is parked, so that what is done is not done again. */
  const giveBack = async (lease: Lease, progress: number, error: TouchlineError): Promise<void> =>
    progress > lease.progress
      ? subscription.retry(lease, { atMs: clock.now(), error: error.toJSON(), progress, countAttempt: false })
      : subscription.release([lease]);

  const pause = (reason: PauseReason, error?: TouchlineError): void => {
    if (paused) return;
    paused = reason;
    emit('paused', { route: route.id, reason, ...(error && { error }) });
  };

  return {
    get paused() {
      return paused;
    },
    get breaker() {
      return breaker.state;
    },
    skippedBy: () => skippedBy.counts(),
    start() {
      running ??= run().catch((thrown) =>
        emit('failed', { route: route.id, error: toTouchlineError(thrown) }),
      );
    },
    pause,
    resume() {
      if (!paused) return;
      paused = undefined;
      emit('resumed', { route: route.id });
      changed();
    },
    async drain(timeoutMs) {
      stopping.abort();
      changed();
      const cancel = clock.schedule(() => givingUp.abort(), timeoutMs);
      await running;
      await Promise.all(underWay);
      cancel();
      await subscription.close();
    },
  };
};
