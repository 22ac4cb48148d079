import {
  type BoundAction,
  type Clock,
  type Connector,
  type DeliveryGate,
  delay,
  type Lease,
  type Subscription,
  TouchlineError,
  toTouchlineError,
} from '@touchline/core';
import { Attempt, type AttemptHost } from './attempt.ts';
import { AttemptsUnderWay } from './attempts-under-way.ts';
import { Batcher } from './batcher.ts';
import { alwaysClosed, type BreakerState, createBreaker } from './breaker.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import { callDecider } from './decide-calls.ts';
import { createDestination, type Destination } from './destination.ts';
import type { Emit } from './emit.ts';
import { createGatekeeper } from './gatekeeper.ts';
import { createKindCounter } from './kind-counter.ts';
import type { ErasedRoute } from './route.ts';
import type { ResolvedPolicy } from './route-policy.ts';
import type { PauseReason } from './router-events.ts';
import { createSettlement } from './settlement.ts';

/** What a route runs with. */
export interface RouteRunnerOptions {
  readonly route: ErasedRoute;
  readonly policy: ResolvedPolicy;
  readonly connector: Connector;
  readonly destination: Destination;
  readonly subscription: Subscription;
  readonly gate: DeliveryGate | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: Emit;
  /** Attempts were settled, or the route was paused. Cheap, and often called. */
  readonly progressed: () => void;
  /** Events further from their first cause are skipped. */
  readonly maxCausationDepth: number;
}

/** A route at work: takes deliveries from its subscription and attempts them. */
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

/** How long to wait for a probe's end before looking again, in milliseconds. */
const probeWaitMs = 1_000;

/** How long to wait before a log that could not be read is asked again, in milliseconds. */
const readAgainMs = 1_000;

/**
 * Makes a runner, which does nothing before its start. It takes as many deliveries from the subscription as the route's policy
 * lets be under way, and none while the route is paused or its breaker open; each becomes an {@link Attempt}, whose outcome
 * the settlement tells the log. A log that cannot be read is asked again every second; nothing here rejects but `drain`, where
 * the cursor could not be written.
 */
export const createRouteRunner = (options: RouteRunnerOptions): RouteRunner => {
  const {
    route,
    policy,
    connector,
    destination,
    subscription,
    gate,
    clock,
    random,
    emit,
    progressed,
    maxCausationDepth,
  } = options;
  const ownWindow = createDestination(clock, policy.rate);
  const breaker = policy.breaker
    ? createBreaker(clock, policy.breaker, (state) => emit('breaker', { route: route.id, state }))
    : alwaysClosed;
  /** How many attempts may be under way: where calls are batched, so many batches. */
  const slots = policy.concurrency * largestBatch(connector, policy);
  const stopping = new AbortController();
  const givingUp = new AbortController();
  // Asked for every attempt, and a signal is slow to ask.
  let stopped = false;
  let gaveUp = false;
  const underWay = new AttemptsUnderWay();
  const skippedBy = createKindCounter();
  /** Attempts that are not settled yet. */
  let unsettled = 0;
  let paused: PauseReason | undefined;
  let wake: (() => void) | undefined;
  let running: Promise<void> | undefined;

  /** Waits until something changes: deliveries end, the route is resumed or stopped. */
  const change = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const changed = (): void => {
    const waiting = wake;
    wake = undefined;
    waiting?.();
  };

  const windowWaitMs = (): number => Math.max(destination.waitMs(), ownWindow.waitMs());
  const takeNow = (): boolean => {
    if (windowWaitMs() > 0) return false;
    destination.take();
    ownWindow.take();
    return true;
  };
  const isHeld = (): boolean => stopped || paused !== undefined || breaker.state === 'open';
  /** Attempts from before the breaker opened wait for its probe as well. */
  const mayCall = ({ isProbe }: Attempt): boolean => !isHeld() && (isProbe || breaker.state === 'closed');

  const pause = (reason: PauseReason, error?: TouchlineError): void => {
    if (paused) return;
    paused = reason;
    emit('paused', { route: route.id, reason, ...(error && { error }) });
    progressed();
  };

  const settlement = createSettlement({
    route,
    policy,
    subscription,
    destination,
    breaker,
    clock,
    random,
    emit,
    skipped: skippedBy.add,
    reauthorize: (error) => pause('reauthorize', error),
    settled(attempts) {
      unsettled -= attempts;
      changed();
      progressed();
    },
    givingUp: givingUp.signal,
  });

  /** Waits until the windows are open. */
  const placeLater = async (mayGoOn: () => boolean): Promise<boolean> => {
    for (;;) {
      if (!mayGoOn()) return false;
      const waitMs = windowWaitMs();
      if (waitMs <= 0) return true;
      await delay(clock, waitMs, stopping.signal);
    }
  };

  const batchers = new Map<string, Batcher>();
  for (const [name, action] of Object.entries(policy.batch ? connector.actions : {})) {
    const { batch } = action as BoundAction<unknown, unknown>;
    if (batch && policy.batch)
      batchers.set(
        name,
        new Batcher({
          batch,
          policy: policy.batch,
          clock,
          timeoutMs: policy.timeoutMs,
          admitNow: () => !isHeld() && takeNow(),
          placeLater: () => placeLater(() => !isHeld()),
        }),
      );
  }

  const host: AttemptHost = {
    route: route.id,
    connector,
    decide: callDecider(route, connector, maxCausationDepth),
    clock,
    timeoutMs: policy.timeoutMs,
    deadlines: new DeadlineQueue(clock, policy.timeoutMs),
    get isHeard() {
      return emit.hearsOutcomes;
    },
    get givingUp() {
      return gaveUp;
    },
    gatekeeper:
      gate &&
      createGatekeeper({
        gate,
        route: route.id,
        connector: route.to,
        purpose: policy.purpose,
        channel: policy.channel,
        clock,
        timeoutMs: policy.timeoutMs,
        givingUp: givingUp.signal,
      }),
    isBatching: batchers.size > 0,
    batcherOf: (action) => batchers.get(action),
    admitNow: (attempt) => mayCall(attempt) && takeNow(),
    placeLater: (attempt) => placeLater(() => mayCall(attempt)),
    ended(attempt, outcome) {
      underWay.delete(attempt);
      settlement.settle(attempt, outcome);
    },
  };

  const begin = (lease: Lease, nowMs: number): void => {
    unsettled += 1;
    const attempt = new Attempt(lease, host, breaker.took(), nowMs);
    underWay.add(attempt);
    attempt.begin();
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      const free = slots - unsettled;
      if (paused || free <= 0) {
        await change();
        continue;
      }
      const allowed = Math.min(free, breaker.allowance());
      if (allowed === 0) {
        await Promise.race([change(), delay(clock, breaker.waitMs() || probeWaitMs, stopping.signal)]);
        continue;
      }
      let leases: readonly Lease[];
      try {
        leases = await subscription.next(allowed, stopping.signal);
      } catch (thrown) {
        // While the log cannot be read it is asked again.
        emit('failed', { route: route.id, error: toTouchlineError(thrown) });
        await delay(clock, readAgainMs, stopping.signal);
        continue;
      }
      // The route stops, or the log closes.
      if (leases.length === 0) return;
      if (isHeld()) await subscription.release(leases);
      else {
        const nowMs = clock.now();
        for (const lease of leases) begin(lease, nowMs);
      }
    }
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
      stopped = true;
      stopping.abort();
      changed();
      await running;
      const cancel = clock.schedule(() => {
        gaveUp = true;
        givingUp.abort();
        for (const attempt of underWay.all())
          attempt.giveUp(new TouchlineError('http.aborted', 'The router is closing.'));
      }, timeoutMs);
      while (unsettled > 0) await change();
      cancel();
      await subscription.close();
    },
  };
};

const largestBatch = ({ actions }: Connector, { batch: policy }: ResolvedPolicy): number =>
  policy
    ? Math.max(
        1,
        ...Object.values(actions).map(({ batch }) =>
          batch ? Math.min(policy.maxItems ?? batch.maxItems, batch.maxItems) : 1,
        ),
      )
    : 1;
