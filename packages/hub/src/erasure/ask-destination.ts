import {
  type Clock,
  type Connector,
  type CustomerRef,
  type ErasureReceipt,
  nextAttemptMs,
  type RetrySchedule,
  TouchlineError,
  toTouchlineError,
} from '@touchline/core';
import type { Identifier } from '../identity/identifier.ts';
import type { DestinationState } from './erasure-state.ts';
import { mentionsPerson } from './mentions-person.ts';

/** What it takes to ask a destination. */
export interface AskOptions {
  /** The connector; undefined when none is registered under the name. */
  readonly connector: Pick<Connector, 'erase'> | undefined;
  readonly refs: readonly CustomerRef[];
  /** None of these may get into the report. */
  readonly identifiers: readonly Identifier[];
  readonly clock: Clock;
  readonly schedule: RetrySchedule;
  readonly random: () => number;
  /** How long a connector may take for one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts when the hub closes: then the destination is as it was, and is asked again at the next start. */
  readonly signal: AbortSignal;
}

/** Asks a destination to forget somebody, once; answers how it stands then. */
export const askDestination = async (
  destination: DestinationState,
  options: AskOptions,
): Promise<DestinationState> => {
  const { connector, refs, clock, signal } = options;
  const nowMs = clock.now();
  const { nextAttemptMs: _, error: __, ...before } = destination;
  if (!connector) return { ...before, status: 'not_registered', atMs: nowMs };
  if (!connector.erase) return { ...before, status: 'cannot_erase', atMs: nowMs };
  let state: DestinationState = {
    ...before,
    attempts: destination.attempts + 1,
    firstAttemptMs: destination.firstAttemptMs ?? nowMs,
  };
  try {
    for (const ref of refs.slice(state.answered)) {
      const receipt = await withinTime(connector.erase, ref, options);
      if (signal.aborted) return destination;
      state = answered(state, receipt, options);
    }
  } catch (thrown) {
    return signal.aborted ? destination : afterFailure(state, toTouchlineError(thrown), options);
  }
  return { ...state, status: state.best ?? 'not_found', atMs: clock.now() };
};

const answered = (
  state: DestinationState,
  { status, reference }: ErasureReceipt,
  { identifiers }: AskOptions,
): DestinationState => {
  const rank = { not_found: 0, erased: 1, requested: 2 };
  const best = state.best !== undefined && rank[state.best] > rank[status] ? state.best : status;
  // What a vendor calls somebody whom it has erased is as personal as any other identifier.
  const isTold =
    status === 'requested' &&
    reference !== undefined &&
    reference.length <= 200 &&
    !mentionsPerson(Buffer.from(reference), identifiers);
  return { ...state, answered: state.answered + 1, best, ...(isTold && { reference }) };
};

const afterFailure = (
  state: DestinationState,
  failure: TouchlineError,
  { clock, schedule, random }: AskOptions,
): DestinationState => {
  const nowMs = clock.now();
  const { code, vendorStatus, disposition, retryAfterMs } = failure;
  const error = { code, ...(vendorStatus !== undefined && { vendorStatus }) };
  if (disposition === 'reject') return { ...state, status: 'failed', atMs: nowMs, error };
  if (disposition === 'reauthorize')
    return {
      ...state,
      status: 'waiting_for_credentials',
      atMs: nowMs,
      nextAttemptMs: nowMs + schedule.maxMs,
      error,
    };
  // Erasing twice is erasing once, so what may have happened is simply done again.
  const { attempts, firstAttemptMs = nowMs } = state;
  const dueMs = nextAttemptMs({ attempt: attempts, firstAttemptMs, nowMs, retryAfterMs }, schedule, random);
  return dueMs === undefined
    ? { ...state, status: 'failed', atMs: nowMs, error }
    : { ...state, status: 'pending', nextAttemptMs: dueMs, error };
};

/** A connector that does not keep to its signal must not hold up an erasure. */
const withinTime = async (
  erase: NonNullable<Connector['erase']>,
  ref: CustomerRef,
  { clock, timeoutMs, signal }: AskOptions,
): Promise<ErasureReceipt> => {
  const giveUp = new AbortController();
  const stop = (): void => giveUp.abort();
  signal.addEventListener('abort', stop, { once: true });
  const cancel = clock.schedule(stop, timeoutMs);
  const tooLate = new Promise<never>((_, reject) => {
    giveUp.signal.addEventListener(
      'abort',
      () => reject(new TouchlineError('delivery.timeout', `The erasure took longer than ${timeoutMs} ms.`)),
      { once: true },
    );
  });
  try {
    return await Promise.race([erase(ref, { signal: giveUp.signal }), tooLate]);
  } finally {
    cancel();
    signal.removeEventListener('abort', stop);
  }
};
