import {
  type ActionCall,
  type ActionOptions,
  type BoundAction,
  CallAbortController,
  type CallListener,
  type Clock,
  type Connector,
  callAction,
  type DeliveryStage,
  type Lease,
  TouchlineError,
  type TouchlineEvent,
  toTouchlineError,
} from '@touchline/core';
import { type Batcher, NotSent } from './batcher.ts';
import { type Deadlined, type DeadlineQueue, graceMs } from './deadline-queue.ts';
import type { DecideCalls } from './decide-calls.ts';
import { deliveryKey } from './delivery-key.ts';
import { type Gatekeeper, isPromise, type Passage } from './gatekeeper.ts';
import { reconcile } from './reconcile.ts';

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

/** The route that attempts are made for. */
export interface AttemptHost {
  readonly route: string;
  readonly connector: Connector;
  readonly decide: DecideCalls;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Watches the calls under way. */
  readonly deadlines: DeadlineQueue;
  /** Has a say before the first call; undefined where nobody has. */
  readonly gatekeeper: Gatekeeper | undefined;
  /** Whether there are any batchers. */
  readonly isBatching: boolean;
  /** Gathers the calls of an action into batches; undefined where each call is a request of its own. */
  batcherOf(action: string): Batcher | undefined;
  /** Takes a place in the destination's window, if there is one now. */
  admitNow(attempt: Attempt): boolean;
  /** Waits until there may be a place; false when the route stops first. */
  placeLater(attempt: Attempt): Promise<boolean>;
  /** Whether anybody listens to what becomes of attempts. */
  readonly isHeard: boolean;
  /** True once the router gives up waiting for what is under way. */
  readonly givingUp: boolean;
  /** The attempt is over. Called once. */
  ended(attempt: Attempt, outcome: AttemptOutcome): void;
}

const delivered: AttemptOutcome = { kind: 'delivered' };

/**
 * One attempt at a delivery: decides its calls and makes those that are not done yet, in order.
 *
 * It is the hottest path of the router. What most attempts never need, a signal, an idempotency key that nobody looks at,
 * a timer of their own, is made only when it is asked for.
 */
export class Attempt implements Deadlined, ActionOptions, CallListener {
  readonly lease: Lease;
  /** It decides whether a breaker closes again. */
  readonly isProbe: boolean;
  readonly startedMs: number;
  deadlineMs = 0;
  earlier: Deadlined | undefined = undefined;
  later: Deadlined | undefined = undefined;
  /** Its place among the attempts under way; belongs to {@link AttemptsUnderWay}. */
  place = -1;
  readonly #host: AttemptHost;
  #calls: readonly ActionCall[] = [];
  #progress: number;
  /** The gate lets it through. What it says holds for that moment: whoever has waited since asks again. */
  #allowed: boolean;
  /** The gate is thinking. */
  #asking = false;
  /** Tells the answer of the call under way from those that came too late. */
  #call = 0;
  #attemptedAtMs = 0;
  #waitedMs = 0;
  #endedMs = 0;
  #abort: CallAbortController | undefined;
  /** Why the call under way was given up, once it was. */
  #givenUp: TouchlineError | undefined;
  /** Ends the search for what became of a call, while there is one. */
  #reconciling: AbortController | undefined;

  /** @param nowMs the time: many attempts begin in one turn, and share a look at the clock. */
  constructor(lease: Lease, host: AttemptHost, isProbe: boolean, nowMs: number) {
    this.lease = lease;
    this.isProbe = isProbe;
    this.startedMs = nowMs;
    this.#host = host;
    this.#progress = lease.progress;
    this.#allowed = host.gatekeeper === undefined;
  }

  /** How long it took, in milliseconds, without the waits for a place in the destination's window. */
  get durationMs(): number {
    return this.#endedMs - this.startedMs - this.#waitedMs;
  }

  begin(): void {
    const decision = this.#decide();
    if (!decision) return;
    if ('skip' in decision) {
      this.#end({ kind: 'skipped', reason: decision.skip });
      return;
    }
    this.#calls = decision;
    this.#proceed(this.startedMs);
  }

  /** The router gives up waiting. */
  giveUp(error: TouchlineError): void {
    this.#reconciling?.abort(error);
    // While the gate thinks no call is under way, and the gatekeeper gives up by itself.
    if (this.#givenUp || this.#reconciling || this.#asking) return;
    this.#givenUp = error;
    this.#host.deadlines.remove(this);
    this.#abort?.abort(error);
    const call = this.#call;
    this.#host.clock.schedule(() => this.failed(call, error), graceMs);
  }

  onDeadline(): void {
    const { timeoutMs } = this.#host;
    this.giveUp(new TouchlineError('delivery.timeout', `The attempt took longer than ${timeoutMs} ms.`));
  }

  #decide(): ReturnType<DecideCalls> | undefined {
    try {
      return this.#host.decide(this.lease.event);
    } catch (thrown) {
      this.#end({ kind: 'bury', stage: 'map', error: toTouchlineError(thrown), progress: this.#progress });
      return undefined;
    }
  }

  #proceed(nowMs?: number): void {
    if (this.#progress >= this.#calls.length) this.#end(delivered);
    // A batch asks the gate and takes its place in the window when it is sent.
    else if (this.#host.isBatching && this.#batcher()) this.#makeCall(nowMs ?? this.#host.clock.now());
    else if (!this.#allowed) this.#askGate();
    else if (this.#host.admitNow(this)) this.#makeCall(nowMs ?? this.#host.clock.now());
    else void this.#waitForPlace();
  }

  #askGate(): void {
    const passage = this.#host.gatekeeper?.(this.lease.event) ?? 'allowed';
    this.#asking = isPromise(passage);
    if (!isPromise(passage)) this.#pass(passage);
    else
      void passage.then((answer) => {
        this.#asking = false;
        this.#pass(answer);
      });
  }

  #pass(passage: Passage): void {
    this.#allowed = passage === 'allowed';
    if (passage === 'allowed') this.#proceed();
    else this.#end(outcomeOf(passage, this.#progress));
  }

  async #waitForPlace(): Promise<void> {
    const { clock, gatekeeper } = this.#host;
    const fromMs = clock.now();
    const mayGoOn = await this.#host.placeLater(this);
    const nowMs = clock.now();
    this.#waitedMs += nowMs - fromMs;
    this.#allowed = gatekeeper === undefined;
    if (mayGoOn) this.#proceed(nowMs);
    else this.#end({ kind: 'interrupted', progress: this.#progress });
  }

  #makeCall(nowMs: number): void {
    const host = this.#host;
    this.#call += 1;
    this.#attemptedAtMs = nowMs;
    this.#abort = undefined;
    this.#givenUp = undefined;
    const batcher = host.isBatching ? this.#batcher() : undefined;
    // Most attempts make one call, and are themselves what it works with and who hears of it.
    const call = this.#call === firstCall ? this : new LaterCall(this, this.#call, this.#progress);
    const { action, input } = this.#calls[this.#progress] as ActionCall;
    if (batcher) {
      const { gatekeeper } = host;
      this.#allowed = true;
      batcher
        .call(
          { input, idempotencyKey: call.idempotencyKey() },
          gatekeeper && (() => gatekeeper(this.lease.event)),
        )
        .then(
          () => call.onOutput(),
          (thrown: unknown) => call.onError(thrown),
        );
    } else {
      // A batch waits for others and for its place; its time runs from when it is sent.
      host.deadlines.add(this, nowMs);
      callAction(this.#actionOf(action), input, call, call);
    }
    if (host.givingUp) this.giveUp(new TouchlineError('http.aborted', 'The router is closing.'));
  }

  #batcher(): Batcher | undefined {
    return this.#host.batcherOf((this.#calls[this.#progress] as ActionCall).action);
  }

  #actionOf(name: string): BoundAction<unknown, unknown> {
    return this.#host.connector.actions[name] as BoundAction<unknown, unknown>;
  }

  /** What a search for the outcome of a call works with. */
  #optionsOf(progress: number): ActionOptions {
    const { attempt, attemptedAtMs, trace } = this;
    return { idempotencyKey: this.keyOf(progress), attempt, attemptedAtMs, trace };
  }

  /** What the call under way is told: which attempt it belongs to. */
  get attempt(): number {
    // What comes back from the dead letters was tried before.
    return this.lease.attempt + (this.lease.replayed ? 1 : 0);
  }

  get attemptedAtMs(): number {
    return this.#attemptedAtMs;
  }

  get trace(): NonNullable<ActionOptions['trace']> | undefined {
    return traceOf(this.lease.event);
  }

  /** The key of the first call. */
  idempotencyKey(): string {
    return this.keyOf(this.lease.progress);
  }

  /** The first call ended. */
  onOutput(): void {
    this.succeeded(firstCall);
  }

  onError(thrown: unknown): void {
    this.failed(firstCall, thrown);
  }

  keyOf(progress: number): string {
    return deliveryKey(this.#host.route, this.lease.event, progress);
  }

  signal(): AbortSignal {
    this.#abort ??= new CallAbortController();
    if (this.#givenUp) this.#abort.abort(this.#givenUp);
    return this.#abort.signal;
  }

  succeeded(call: number): void {
    if (call !== this.#call) return;
    this.#call += 1;
    this.#host.deadlines.remove(this);
    this.#progress += 1;
    this.#proceed();
  }

  failed(call: number, thrown: unknown): void {
    if (call !== this.#call) return;
    // No later answer of this call counts.
    this.#call += 1;
    this.#host.deadlines.remove(this);
    if (thrown instanceof NotSent) this.#end(outcomeOf(thrown.why, this.#progress));
    else void this.#judge(thrown);
  }

  /** What a failed call means for its delivery. */
  async #judge(thrown: unknown): Promise<void> {
    const progress = this.#progress;
    const { action: name, input } = this.#calls[progress] as ActionCall;
    const action = this.#actionOf(name);
    const error = toTouchlineError(thrown);
    switch (dispositionOf(error, action, thrown === this.#givenUp)) {
      case 'ambiguous': {
        this.#reconciling = new AbortController();
        if (this.#host.givingUp) this.#reconciling.abort(error);
        const outcome = await reconcile(
          error,
          action,
          input,
          this.#optionsOf(progress),
          this.#reconciling,
          this.#host,
        );
        this.#reconciling = undefined;
        if (outcome !== 'done') return this.#end({ ...outcome, progress });
        this.#progress += 1;
        return this.#proceed();
      }
      case 'reauthorize':
        return this.#end({ kind: 'reauthorize', error, progress });
      case 'retry':
        return this.#end(
          this.#host.givingUp ? { kind: 'interrupted', progress } : { kind: 'retry', error, progress },
        );
      case 'reject':
        return this.#end({
          kind: 'bury',
          stage: error.code === 'action.input_invalid' ? 'input' : 'deliver',
          error,
          progress,
        });
    }
  }

  #end(outcome: AttemptOutcome): void {
    if (this.#host.isHeard) this.#endedMs = this.#host.clock.now();
    this.#host.ended(this, outcome);
  }
}

/** How an attempt ends that the gate, or the end of its route, does not let on. */
const outcomeOf = (passage: Exclude<Passage, 'allowed'>, progress: number): AttemptOutcome =>
  passage.kind === 'skipped' ? passage : { ...passage, progress };

/** The number of the call that an attempt is itself the options and the listener of. */
const firstCall = 1;

/** A call of an attempt after its first: its options, most of which are made when the action looks at them, and its listener. */
class LaterCall implements ActionOptions, CallListener {
  readonly #attempt: Attempt;
  readonly #call: number;
  readonly #progress: number;

  constructor(attempt: Attempt, call: number, progress: number) {
    this.#attempt = attempt;
    this.#call = call;
    this.#progress = progress;
  }

  idempotencyKey(): string {
    return this.#attempt.keyOf(this.#progress);
  }

  signal(): AbortSignal {
    return this.#attempt.signal();
  }

  get attempt(): number {
    return this.#attempt.attempt;
  }

  get attemptedAtMs(): number {
    return this.#attempt.attemptedAtMs;
  }

  get trace(): NonNullable<ActionOptions['trace']> | undefined {
    return this.#attempt.trace;
  }

  onOutput(): void {
    this.#attempt.succeeded(this.#call);
  }

  onError(thrown: unknown): void {
    this.#attempt.failed(this.#call, thrown);
  }
}

/** An action that is not idempotent and was given up, or failed in a way nobody foresaw, may have taken effect. */
const dispositionOf = (
  error: TouchlineError,
  { idempotent, contract }: BoundAction,
  isGivenUp: boolean,
): TouchlineError['disposition'] => {
  const unforeseen = isGivenUp || error.code === 'delivery.unexpected' || error.code === 'delivery.timeout';
  return unforeseen && idempotent === 'no' && contract.effect !== 'read' ? 'ambiguous' : error.disposition;
};

/** The trace of an event goes on in the requests that it leads to. */
const traceOf = ({ traceparent, tracestate }: TouchlineEvent): ActionOptions['trace'] =>
  traceparent === undefined ? undefined : { traceparent, ...(tracestate !== undefined && { tracestate }) };
