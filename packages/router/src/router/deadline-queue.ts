import type { Clock } from '@touchline/core';

/** Something that must end in time. */
export interface Deadlined {
  /** Milliseconds since the epoch; set by the queue. */
  deadlineMs: number;
  /** It has not ended in time. It is out of the queue already. */
  onDeadline(): void;
}

/** How long an action has to end itself after its signal aborted, in milliseconds, before it is left behind. */
export const graceMs = 1_000;

/** Watches any number of things that may all take equally long, with one timer for all of them. */
export class DeadlineQueue {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  /** In order of their deadlines, because all have the same timeout. */
  readonly #waiting = new Set<Deadlined>();
  #armed = false;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  add(item: Deadlined, nowMs: number): void {
    item.deadlineMs = nowMs + this.#timeoutMs;
    this.#waiting.add(item);
    if (!this.#armed) this.#arm(this.#timeoutMs);
  }

  remove(item: Deadlined): void {
    this.#waiting.delete(item);
  }

  /** The timer is left to fire when what it was for has ended: most end in time, and a new timer each would cost more. */
  #arm(afterMs: number): void {
    this.#armed = true;
    this.#clock.schedule(() => {
      this.#armed = false;
      this.#expire();
    }, afterMs);
  }

  #expire(): void {
    const nowMs = this.#clock.now();
    for (const item of this.#waiting) {
      // A clock that was put back does not keep anything alive for longer than once more.
      item.deadlineMs = Math.min(item.deadlineMs, nowMs + this.#timeoutMs);
      if (item.deadlineMs > nowMs) {
        this.#arm(item.deadlineMs - nowMs);
        return;
      }
      this.#waiting.delete(item);
      item.onDeadline();
    }
  }
}
