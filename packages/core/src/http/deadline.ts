import type { Clock } from '../clock.ts';
import type { TouchlineError } from '../errors/touchline-error.ts';
import type { Call } from './call.ts';
import { stoppedError } from './failure-error.ts';
import { type Stop, type StopListener, StopListeners, stopOf } from './stop.ts';

/** Why a call was stopped. */
export type StopCode = 'http.timeout' | 'http.aborted';

/**
 * The time a call has, and the caller's right to end it sooner. Its clock runs from when it is made until {@link end}.
 *
 * Every call has one and most never need its signal, so that is made when it is asked for; who only wants to be told
 * listens to the deadline itself.
 */
export class Deadline implements Stop, StopListener {
  readonly #call: Call;
  readonly #clock: Clock;
  readonly #endsAtMs: number;
  readonly #caller: Stop | undefined;
  readonly #listeners = new StopListeners();
  #stop: { readonly code: StopCode; readonly error: TouchlineError } | undefined;
  #controller: AbortController | undefined;
  #cancel: (() => void) | undefined;

  /** @param signal the caller's. */
  constructor(call: Call, clock: Clock, signal: AbortSignal | undefined) {
    const { timeoutMs } = call;
    this.#call = call;
    this.#clock = clock;
    this.#endsAtMs = clock.now() + timeoutMs;
    this.#caller = signal && stopOf(signal);
    if (Number.isFinite(timeoutMs))
      this.#cancel = clock.schedule(() => this.#stopFor('http.timeout'), timeoutMs);
    if (this.#caller?.isStopped) this.onStop();
    else this.#caller?.addStopListener(this);
  }

  /** Unset while the call may go on. */
  get stopCode(): StopCode | undefined {
    return this.#stop?.code;
  }

  get isStopped(): boolean {
    return this.#stop !== undefined;
  }

  /** Aborts at the deadline or with the caller's signal; its reason is the error for a request that was not written. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#stop) this.#controller.abort(this.#stop.error);
    }
    return this.#controller.signal;
  }

  /** @throws TouchlineError the error for a request that was not written, once it has stopped. */
  throwIfStopped(): void {
    if (this.#stop) throw this.#stop.error;
  }

  /** Whether so many milliseconds are left. */
  hasTimeFor(waitMs: number): boolean {
    return this.#clock.now() + waitMs < this.#endsAtMs;
  }

  addStopListener(listener: StopListener): void {
    this.#listeners.add(listener);
  }

  removeStopListener(listener: StopListener): void {
    this.#listeners.remove(listener);
  }

  /** The caller gives up. */
  onStop(): void {
    this.#stopFor('http.aborted');
  }

  /** The outcome of the work, or the error for a request that was not written if the stop comes first. */
  race<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const listener: StopListener = { onStop: () => reject(this.#stop?.error) };
      if (this.#stop) listener.onStop();
      else this.addStopListener(listener);
      work.then(resolve, reject).finally(() => this.removeStopListener(listener));
    });
  }

  /** Resolves after so many milliseconds, and rejects as {@link race} does if the stop comes first. */
  async wait(waitMs: number): Promise<void> {
    // The clock's timers do not keep a process alive, but a call between two attempts must: its caller waits for it.
    const hold = setInterval(() => {}, 2 ** 31 - 1);
    let cancel = (): void => {};
    const elapsed = new Promise<void>((resolve) => {
      cancel = this.#clock.schedule(resolve, waitMs);
    });
    try {
      await this.race(elapsed);
    } finally {
      cancel();
      clearInterval(hold);
    }
  }

  /** Lets go of the timer and the caller's signal. */
  end(): void {
    this.#cancel?.();
    this.#caller?.removeStopListener(this);
  }

  #stopFor(code: StopCode): void {
    if (this.#stop) return;
    const error = stoppedError(code, this.#call, false);
    this.#stop = { code, error };
    this.#controller?.abort(error);
    this.#listeners.tell();
  }
}
