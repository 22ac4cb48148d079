import type { Delivery } from './delivery.ts';

/** Parked deliveries by the time at which they are due, equal times by position: a binary heap. */
export class DueQueue {
  readonly #heap: Delivery[] = [];

  get length(): number {
    return this.#heap.length;
  }

  /** When the first is due, in milliseconds since the epoch. */
  get nextDueMs(): number | undefined {
    return this.#heap[0]?.dueMs;
  }

  push(delivery: Delivery): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Delivery;
      if (!comesBefore(delivery, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = delivery;
  }

  /** Takes out the first delivery that is due by now. */
  shiftDue(nowMs: number): Delivery | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.dueMs > nowMs) return undefined;
    const last = heap.pop() as Delivery;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(delivery: Delivery): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && comesBefore(right, heap[child] as Delivery)) child += 1;
      const below = heap[child] as Delivery;
      if (!comesBefore(below, delivery)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = delivery;
  }
}

const comesBefore = (one: Delivery, other: Delivery): boolean =>
  one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.position < other.position);
