import {
  type ActionCall,
  type ActionOptions,
  type BoundAction,
  type Clock,
  type Connector,
  type DeliveryStage,
  type Lease,
  TouchlineError,
  type TouchlineEvent,
  toTouchlineError,
} from '@touchline/core';
import type { DecideCalls } from './decide-calls.ts';
import { deliveryKey } from './delivery-key.ts';

/** How one attempt at a delivery ended. `progress` counts the calls that are done and are not to be made again. */
export type AttemptOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'retry'; readonly error: TouchlineError; readonly progress: number }
  | { readonly kind: 'reauthorize'; readonly error: TouchlineError; readonly progress: number }
  | {
      readonly kind: 'bury';
      readonly stage: DeliveryStage;
      readonly error: TouchlineError;
      readonly progress: number;
    }
  | { readonly kind: 'interrupted'; readonly progress: number };

/** What an attempt works with. */
export interface AttemptContext {
  readonly route: string;
  readonly connector: Connector;
  readonly decide: DecideCalls;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Waits for a place in the destination's window; false when the route stops first. */
  readonly admit: () => Promise<boolean>;
  /** Aborts when the router gives up waiting for attempts under way. */
  readonly signal: AbortSignal;
}

/** Decides the calls of a delivery and makes those that are not done yet, in order. Never throws. */
export const attemptDelivery = async (lease: Lease, context: AttemptContext): Promise<AttemptOutcome> => {
  let calls: readonly ActionCall[];
  try {
    const decision = context.decide(lease.event);
    if ('skip' in decision) return { kind: 'skipped', reason: decision.skip };
    calls = decision;
  } catch (thrown) {
    return { kind: 'bury', stage: 'map', error: toTouchlineError(thrown), progress: lease.progress };
  }

  for (let progress = lease.progress; progress < calls.length; progress += 1) {
    if (!(await context.admit())) return { kind: 'interrupted', progress };
    const call = calls[progress] as ActionCall;
    const action = context.connector.actions[call.action] as BoundAction<unknown, unknown>;
    const options: CallOptions = {
      ...traceOf(lease.event),
      idempotencyKey: deliveryKey(context.route, lease.event, progress),
      attempt: lease.attempt + (lease.replayed ? 1 : 0),
      attemptedAtMs: context.clock.now(),
    };
    try {
      await makeCall(action, call.input, options, context);
    } catch (thrown) {
      const outcome = await outcomeOf(thrown, action, call.input, options, progress, context);
      if (outcome) return outcome;
    }
  }
  return { kind: 'delivered' };
};

interface CallOptions extends ActionOptions {
  readonly idempotencyKey: string;
  readonly attempt: number;
}

/** The trace of an event goes on in the requests that it leads to. */
const traceOf = ({ traceparent, tracestate }: TouchlineEvent): Pick<ActionOptions, 'trace'> =>
  traceparent === undefined
    ? {}
    : { trace: { traceparent, ...(tracestate !== undefined && { tracestate }) } };

/** How long an action has to end itself after its signal aborted, before it is left behind. */
const graceMs = 1_000;

const makeCall = (
  action: BoundAction<unknown, unknown>,
  input: unknown,
  options: CallOptions,
  { timeoutMs, clock, signal }: AttemptContext,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const controller = new AbortController();
    const giveUp = (error: TouchlineError): void => {
      controller.abort(error);
      cancel();
      cancel = clock.schedule(() => reject(error), graceMs);
    };
    const onAbort = (): void => giveUp(new TouchlineError('http.aborted', 'The router is closing.'));
    let cancel = clock.schedule(
      () => giveUp(new TouchlineError('delivery.timeout', `The attempt took longer than ${timeoutMs} ms.`)),
      timeoutMs,
    );
    const finish = (): void => {
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    action(input, { ...options, signal: controller.signal })
      .then(resolve, reject)
      .finally(finish);
  });

/** What a failed call means for its delivery; undefined when the call turns out to be done. */
const outcomeOf = async (
  thrown: unknown,
  action: BoundAction<unknown, unknown>,
  input: unknown,
  options: CallOptions,
  progress: number,
  context: AttemptContext,
): Promise<AttemptOutcome | undefined> => {
  const error = toTouchlineError(thrown);
  // An action that is not idempotent and failed in a way nobody foresaw may have taken effect.
  const unforeseen =
    error.code === 'delivery.unexpected' ||
    error.code === 'delivery.timeout' ||
    !TouchlineError.isInstance(thrown);
  const disposition =
    unforeseen && action.idempotent === 'no' && action.contract.effect !== 'read'
      ? 'ambiguous'
      : error.disposition;

  if (disposition === 'ambiguous') return reconciled(error, action, input, options, progress, context);
  if (disposition === 'reauthorize') return { kind: 'reauthorize', error, progress };
  if (disposition === 'retry')
    return context.signal.aborted ? { kind: 'interrupted', progress } : { kind: 'retry', error, progress };
  const stage = error.code === 'action.input_invalid' ? 'input' : 'deliver';
  return { kind: 'bury', stage, error, progress };
};

const reconciled = async (
  error: TouchlineError,
  action: BoundAction<unknown, unknown>,
  input: unknown,
  options: CallOptions,
  progress: number,
  { connector, clock, timeoutMs }: AttemptContext,
): Promise<AttemptOutcome | undefined> => {
  const ambiguous = new TouchlineError(
    'delivery.ambiguous',
    `${connector.id} did not answer ${action.contract.name}; it may have taken effect (${error.code}).`,
    { connector: connector.id },
  );
  const bury: AttemptOutcome = { kind: 'bury', stage: 'deliver', error: ambiguous, progress };
  if (!action.reconcile) return bury;
  const controller = new AbortController();
  const cancel = clock.schedule(() => controller.abort(), timeoutMs);
  try {
    const { outcome } = await action.reconcile(input, { ...options, signal: controller.signal });
    if (outcome === 'done') return undefined;
    return outcome === 'not_done' ? { kind: 'retry', error, progress } : bury;
  } catch {
    return bury;
  } finally {
    cancel();
  }
};
