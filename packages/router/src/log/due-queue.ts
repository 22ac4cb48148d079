import type { Delivery } from './delivery.ts';
import type { ParkedRow } from './log-storage.ts';
import { ParkedSlots } from './parked-slots.ts';

/** Parked deliveries by the time at which they are due, equal times by position: a binary heap. */
export class DueQueue {
  readonly #slots = new ParkedSlots();
  readonly #heap: number[] = [];

  get length(): number {
    return this.#heap.length;
  }

  /** When the first is due, in milliseconds since the epoch. */
  get nextDueMs(): number | undefined {
    const first = this.#heap[0];
    return first === undefined ? undefined : this.#slots.dueMs(first);
  }

  push(delivery: Delivery): void {
    delivery.slot = this.#slots.keep(delivery);
    this.#rise(delivery.slot);
  }

  /** Takes in a row without a delivery. */
  pushRow(row: ParkedRow): void {
    this.#rise(this.#slots.rest(row));
  }

  /** Lets go of a delivery that was pushed; its row stays in its place. */
  rest(delivery: Delivery): void {
    this.#slots.rest(delivery, delivery.slot);
  }

  /** Takes out the first that is due by now: the delivery, or the row of one that it has let go of. */
  shiftDue(nowMs: number): Delivery | ParkedRow | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || this.#slots.dueMs(first) > nowMs) return undefined;
    const last = heap.pop() as number;
    if (heap.length > 0) this.#sink(last);
    return this.#slots.release(first);
  }

  #rise(slot: number): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as number;
      if (!this.#slots.comesBefore(slot, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = slot;
  }

  #sink(slot: number): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && this.#slots.comesBefore(right, heap[child] as number)) child += 1;
      const below = heap[child] as number;
      if (!this.#slots.comesBefore(below, slot)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = slot;
  }
}
