import type { Clock } from '@touchline/core';

/** Something that must end in time. Its fields belong to the queue that it is in. */
export interface Deadlined {
  /** Milliseconds since the epoch. */
  deadlineMs: number;
  /** Its neighbours in the queue; both undefined when it is alone there, or in none. */
  earlier: Deadlined | undefined;
  later: Deadlined | undefined;
  /** It has not ended in time. It is out of the queue already. */
  onDeadline(): void;
}

/** How long an action has to end itself after its signal aborted, in milliseconds, before it is left behind. */
export const graceMs = 1_000;

/**
 * Watches any number of things that may all take equally long, with one timer for all of them. The things are themselves
 * the links of the queue: to come and to go costs next to nothing.
 */
export class DeadlineQueue {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  /** In order of their deadlines, because all have the same timeout. */
  #first: Deadlined | undefined;
  #last: Deadlined | undefined;
  #armed = false;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Takes in something that is in no queue. */
  add(item: Deadlined, nowMs: number): void {
    item.deadlineMs = nowMs + this.#timeoutMs;
    item.earlier = this.#last;
    if (this.#last) this.#last.later = item;
    else this.#first = item;
    this.#last = item;
    if (!this.#armed) this.#arm(this.#timeoutMs);
  }

  /** Lets something go; what is not in the queue is left alone. */
  remove(item: Deadlined): void {
    const { earlier, later } = item;
    if (!earlier && this.#first !== item) return;
    if (earlier) earlier.later = later;
    else this.#first = later;
    if (later) later.earlier = earlier;
    else this.#last = earlier;
    item.earlier = undefined;
    item.later = undefined;
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
    for (let item = this.#first; item; item = this.#first) {
      // A clock that was put back does not keep anything alive for longer than once more.
      item.deadlineMs = Math.min(item.deadlineMs, nowMs + this.#timeoutMs);
      if (item.deadlineMs > nowMs) {
        this.#arm(item.deadlineMs - nowMs);
        return;
      }
      this.remove(item);
      item.onDeadline();
    }
  }
}
