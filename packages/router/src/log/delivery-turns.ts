import type { Clock } from '@touchline/core';
import { Delivery, type DeliveryState } from './delivery.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import { DueQueue } from './due-queue.ts';
import { KeyQueues } from './key-queues.ts';
import type { ParkedRow } from './log-storage.ts';
import { ReadyQueues } from './ready-queues.ts';

/** Whose turn it is among the deliveries of a subscription: what waits for its time, for another of its key, or for a consumer. */
export class DeliveryTurns {
  readonly #clock: Clock;
  readonly #rows: DeliveryRows;
  readonly #revive: (row: ParkedRow) => Delivery;
  readonly #ready = new ReadyQueues();
  readonly #due = new DueQueue();
  readonly #keys = new KeyQueues({
    activate: (delivery) => this.#activate(delivery),
    block: (delivery) => this.#become(delivery, 'blocked'),
  });

  /**
   * @param rows hears of every change of state.
   * @param revive makes a delivery of the row of one that was at rest.
   */
  constructor(clock: Clock, rows: DeliveryRows, revive: (row: ParkedRow) => Delivery) {
    this.#clock = clock;
    this.#rows = rows;
    this.#revive = revive;
  }

  /** When the next parked delivery is due, in milliseconds since the epoch. */
  get nextDueMs(): number | undefined {
    return this.#due.nextDueMs;
  }

  /** A delivery takes its place behind those of its key. */
  join(delivery: Delivery): void {
    if (delivery.key !== undefined) this.#keys.insert(delivery.key, delivery);
    else this.#activate(delivery);
  }

  /** One that was handed out comes back, as another object. */
  rejoin(delivery: Delivery, next: Delivery): void {
    if (next.key !== undefined) this.#keys.replace(next.key, delivery, next);
    else this.#activate(next);
  }

  /** Puts another object in place of one that is handed out. */
  swapLeased(next: Delivery): void {
    if (next.key !== undefined) this.#keys.swapFirst(next.key, next);
  }

  /** One is done with: the next of its key gets its turn. */
  leave(delivery: Delivery): void {
    if (delivery.key !== undefined) this.#keys.remove(delivery.key, delivery);
  }

  /** A parked delivery waits on as a few numbers. */
  rest(delivery: Delivery): void {
    this.#due.rest(delivery);
    delivery.state = 'gone';
  }

  /** A row waits for its time as a few numbers. */
  restRow(row: ParkedRow): void {
    this.#due.pushRow(row);
  }

  /** Makes ready what is due by now: no more than can be handed out, so that the rest may rest. */
  wake(nowMs: number, max: number): void {
    for (let woken = 0; woken < max; ) {
      const due = this.#due.shiftDue(nowMs);
      if (!due) return;
      const delivery = due instanceof Delivery ? due : this.#revive(due);
      if (delivery.state !== 'parked') continue;
      this.#makeReady(delivery);
      woken += 1;
    }
  }

  /** The next to hand out; without `allowFresh` only such that have a row already. */
  shift(allowFresh: boolean): Delivery | undefined {
    return this.#ready.shift(allowFresh);
  }

  #activate(delivery: Delivery): void {
    if (delivery.dueMs === 0 || delivery.dueMs <= this.#clock.now()) this.#makeReady(delivery);
    else {
      this.#become(delivery, 'parked');
      this.#due.push(delivery);
    }
  }

  #makeReady(delivery: Delivery): void {
    this.#become(delivery, 'ready');
    if (delivery.returned) this.#ready.pushFront(delivery);
    else this.#ready.push(delivery);
    delivery.returned = false;
  }

  #become(delivery: Delivery, state: DeliveryState): void {
    delivery.state = state;
    if (delivery.hasRow) this.#rows.recount(delivery);
  }
}
