import type { Clock } from '../clock.ts';
import type { TouchlineError } from '../errors/touchline-error.ts';

/** Why a call was stopped. */
export type StopCode = 'http.timeout' | 'http.aborted';

/** The time a call has, and the caller's right to end it sooner. */
export interface Deadline {
  /** Aborts at the deadline or with the caller's signal; its reason is the error for a request that was not written. */
  readonly signal: AbortSignal;
  /** Unset while the call may go on. */
  readonly stopCode: () => StopCode | undefined;
  /** Whether so many milliseconds are left. */
  readonly hasTimeFor: (waitMs: number) => boolean;
  /** The outcome of the work, or the signal's reason if that comes first. */
  readonly race: <Value>(work: Promise<Value>) => Promise<Value>;
  /** Resolves after so many milliseconds, and rejects with the signal's reason if that comes first. */
  readonly wait: (waitMs: number) => Promise<void>;
  /** Lets go of the timer and the caller's signal. */
  readonly end: () => void;
}

/** What a deadline is made of. */
export interface DeadlineOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly errorOf: (code: StopCode) => TouchlineError;
}

/** Starts the clock of a call. */
export const startDeadline = ({
  clock,
  timeoutMs,
  signal: callerSignal,
  errorOf,
}: DeadlineOptions): Deadline => {
  const controller = new AbortController();
  const { signal } = controller;
  let code: StopCode | undefined;
  const stop = (why: StopCode): void => {
    code ??= why;
    controller.abort(errorOf(code));
  };
  const onCallerAbort = (): void => stop('http.aborted');

  const endsAtMs = clock.now() + timeoutMs;
  const cancel = Number.isFinite(timeoutMs)
    ? clock.schedule(() => stop('http.timeout'), timeoutMs)
    : () => {};
  if (callerSignal?.aborted) onCallerAbort();
  else callerSignal?.addEventListener('abort', onCallerAbort, { once: true });

  const race = <Value>(work: Promise<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });

  return {
    signal,
    stopCode: () => code,
    hasTimeFor: (waitMs) => clock.now() + waitMs < endsAtMs,
    race,
    wait: (waitMs) => heldOpen(waitFor(clock, waitMs, race)),
    end: () => {
      cancel();
      callerSignal?.removeEventListener('abort', onCallerAbort);
    },
  };
};

const waitFor = async (clock: Clock, waitMs: number, race: Deadline['race']): Promise<void> => {
  let cancel = (): void => {};
  const elapsed = new Promise<void>((resolve) => {
    cancel = clock.schedule(resolve, waitMs);
  });
  await race(elapsed).finally(() => cancel());
};

/** The clock's timers do not keep a process alive, but a call between two attempts must: its caller waits for it. */
const heldOpen = async (work: Promise<void>): Promise<void> => {
  const hold = setInterval(() => {}, 2 ** 31 - 1);
  await work.finally(() => clearInterval(hold));
};
