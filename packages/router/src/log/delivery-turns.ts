import type { Clock } from '@touchline/core';
import type { Delivery, DeliveryState } from './delivery.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import { DueQueue } from './due-queue.ts';
import { KeyQueues } from './key-queues.ts';
import { ReadyQueues } from './ready-queues.ts';

/** Whose turn it is among the deliveries of a subscription: what waits for its time, for another of its key, or for a consumer. */
export class DeliveryTurns {
  readonly #clock: Clock;
  readonly #rows: DeliveryRows;
  readonly #ready = new ReadyQueues();
  readonly #due = new DueQueue();
  readonly #keys = new KeyQueues({
    activate: (delivery) => this.#activate(delivery),
    block: (delivery) => this.#become(delivery, 'blocked'),
  });

  /** @param rows hears of every change of state. */
  constructor(clock: Clock, rows: DeliveryRows) {
    this.#clock = clock;
    this.#rows = rows;
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

  /** Makes ready what is due by now. */
  wake(nowMs: number): void {
    for (let due = this.#due.shiftDue(nowMs); due; due = this.#due.shiftDue(nowMs))
      if (due.state === 'parked') this.#makeReady(due);
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
