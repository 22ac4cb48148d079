/**
 * The one source of time. Everything that waits or stamps takes a clock, so that a test or a simulation can
 * control it.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Calls `run` once, no sooner than `afterMs` milliseconds from now.
   *
   * @returns a function that cancels the call; cancelling twice, or after the call, does nothing.
   */
  schedule(run: () => void, afterMs: number): () => void;
}

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's clock. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(run, afterMs) {
    let timer: NodeJS.Timeout;
    const arm = (remainingMs: number): void => {
      const delayMs = Math.min(Math.max(0, remainingMs), longestTimerMs);
      timer = setTimeout(() => (remainingMs > delayMs ? arm(remainingMs - delayMs) : run()), delayMs);
      timer.unref();
    };
    arm(afterMs);
    return () => clearTimeout(timer);
  },
};

/** Waits so many milliseconds on a clock; resolves early, without an error, when the signal aborts. */
export const delay = (clock: Clock, forMs: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = (): void => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.schedule(finish, forMs);
    signal?.addEventListener('abort', finish, { once: true });
  });
