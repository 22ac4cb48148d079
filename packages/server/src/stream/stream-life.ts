import type { Clock } from '@touchline/core';

/** How long a stream goes on. */
export interface StreamLifeOptions {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /** When the reader's credentials end, in milliseconds since the epoch. */
  readonly endsAtMs: number | undefined;
  /** Whether the reader's credentials are still good; asked as often as a heartbeat is due, and not for each event. */
  readonly isWelcome: () => Promise<boolean>;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

/** Knows when a stream is to end, and waits for what it has to send. */
export class StreamLife {
  readonly #options: StreamLifeOptions;
  readonly #ended = new AbortController();
  /** When the reader's credentials were looked at last. */
  #welcomedMs: number;

  constructor(options: StreamLifeOptions) {
    this.#options = options;
    this.#welcomedMs = options.clock.now();
  }

  stop(): void {
    this.#ended.abort();
  }

  async isOver(): Promise<boolean> {
    const { closing, clock, endsAtMs, heartbeatMs, isWelcome } = this.#options;
    const nowMs = clock.now();
    if (closing.aborted || this.#ended.signal.aborted || (endsAtMs !== undefined && nowMs >= endsAtMs))
      return true;
    if (nowMs < this.#welcomedMs + heartbeatMs) return false;
    this.#welcomedMs = nowMs;
    return !(await isWelcome());
  }

  /**
   * Answers true once there may be more, false when the time is up or the stream is to end.
   *
   * @param onMore calls a function when there may be more; answers one that stops that.
   */
  waitForMore(forMs: number, onMore: (more: () => void) => () => void): Promise<boolean> {
    const { clock, closing } = this.#options;
    return new Promise((resolve) => {
      const done = (isMore: boolean): void => {
        stopTimer();
        stopListening();
        closing.removeEventListener('abort', over);
        this.#ended.signal.removeEventListener('abort', over);
        resolve(isMore);
      };
      const over = (): void => done(false);
      const stopTimer = clock.schedule(over, forMs);
      const stopListening = onMore(() => done(true));
      closing.addEventListener('abort', over, { once: true });
      this.#ended.signal.addEventListener('abort', over, { once: true });
    });
  }
}
