import type { Delivery } from './delivery.ts';
import { Deque } from './deque.ts';

/**
 * The deliveries that can be handed out, in the order in which they should be: retries that are due, then events as
 * they came, and one replayed dead letter for every few of them, so that replays neither hold up live traffic nor
 * starve behind it.
 */
export class ReadyQueues {
  readonly #due = new Deque<Delivery>();
  readonly #fresh = new Deque<Delivery>();
  readonly #replayed = new Deque<Delivery>();
  #sinceReplay = 0;

  push(delivery: Delivery): void {
    this.#queueOf(delivery).push(delivery);
  }

  pushFront(delivery: Delivery): void {
    this.#queueOf(delivery).unshift(delivery);
  }

  /** The next to hand out; without `allowFresh` only such that have a row already. */
  shift(allowFresh: boolean): Delivery | undefined {
    if (this.#replayed.length > 0 && this.#sinceReplay >= liveForOneReplay) {
      const replayed = shiftReady(this.#replayed);
      this.#sinceReplay = 0;
      if (replayed) return replayed;
    }
    const live = shiftReady(this.#due) ?? (allowFresh ? shiftReady(this.#fresh) : undefined);
    if (live) {
      this.#sinceReplay += 1;
      return live;
    }
    this.#sinceReplay = 0;
    return shiftReady(this.#replayed);
  }

  #queueOf(delivery: Delivery): Deque<Delivery> {
    if (delivery.replayed) return this.#replayed;
    return delivery.hasRow ? this.#due : this.#fresh;
  }
}

/** So many live deliveries go before a replayed one, when both wait. */
const liveForOneReplay = 8;

/** A delivery that was lost, or displaced by an earlier one of its key, stays in its queue until it comes up. */
const shiftReady = (queue: Deque<Delivery>): Delivery | undefined => {
  for (let delivery = queue.shift(); delivery; delivery = queue.shift()) {
    if (delivery.state === 'ready') return delivery;
  }
  return undefined;
};
