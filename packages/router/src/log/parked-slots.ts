import type { Delivery } from './delivery.ts';
import type { ParkedRow } from './log-storage.ts';

/**
 * What waits for its time. A delivery is kept as it is, or, once storage has its row, at rest: as a few numbers, which the
 * garbage collector neither copies nor looks through, however many there are and however long they wait.
 *
 * Each has a slot, a small whole number, for as long as it waits.
 */
export class ParkedSlots {
  /** Of each slot so many numbers, one after the other. */
  #numbers = new Float64Array(fewestSlots * numbersOfSlot);
  #kept: (Delivery | undefined)[] = [];
  #free: number[] = [];

  keep(delivery: Delivery): number {
    const slot = this.#take();
    this.#kept[slot] = delivery;
    this.#numbers[slot * numbersOfSlot + dueMs] = delivery.dueMs;
    this.#numbers[slot * numbersOfSlot + position] = delivery.position;
    return slot;
  }

  /** Takes a row to rest; one that is kept already is not any more. */
  rest(row: Omit<ParkedRow, 'key'>, slot: number = this.#take()): number {
    const at = slot * numbersOfSlot;
    this.#numbers[at + dueMs] = row.dueMs;
    this.#numbers[at + position] = row.position;
    this.#numbers[at + attempt] = row.attempt;
    this.#numbers[at + firstAttemptMs] = row.firstAttemptMs ?? Number.NaN;
    this.#numbers[at + progress] = row.progress;
    this.#numbers[at + replayed] = row.replayed ? 1 : 0;
    this.#kept[slot] = undefined;
    return slot;
  }

  /** Gives back what a slot holds; it is free then. */
  release(slot: number): Delivery | ParkedRow {
    const held = this.#kept[slot] ?? this.#rowOf(slot);
    this.#kept[slot] = undefined;
    this.#free.push(slot);
    if (this.#free.length === this.#kept.length && this.#free.length > manySlots) this.#shrink();
    return held;
  }

  dueMs(slot: number): number {
    return this.#numbers[slot * numbersOfSlot + dueMs] as number;
  }

  /** What is due first comes first; of what is due at the same time, the lowest position. */
  comesBefore(one: number, other: number): boolean {
    const difference = this.dueMs(one) - this.dueMs(other);
    if (difference !== 0) return difference < 0;
    return this.#position(one) < this.#position(other);
  }

  #position(slot: number): number {
    return this.#numbers[slot * numbersOfSlot + position] as number;
  }

  #rowOf(slot: number): ParkedRow {
    const at = slot * numbersOfSlot;
    const number = (which: number): number => this.#numbers[at + which] as number;
    const firstMs = number(firstAttemptMs);
    return {
      position: number(position),
      dueMs: number(dueMs),
      attempt: number(attempt),
      firstAttemptMs: Number.isNaN(firstMs) ? undefined : firstMs,
      progress: number(progress),
      replayed: number(replayed) === 1,
      key: undefined,
    };
  }

  /** An outage is over, and nothing waits any more. */
  #shrink(): void {
    this.#numbers = new Float64Array(fewestSlots * numbersOfSlot);
    this.#kept = [];
    this.#free = [];
  }

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const slot = this.#kept.length;
    this.#kept.push(undefined);
    if ((slot + 1) * numbersOfSlot > this.#numbers.length) {
      const grown = new Float64Array(this.#numbers.length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    return slot;
  }
}

const fewestSlots = 16;
const manySlots = 1_024;

/** What stands where in a slot. */
const dueMs = 0;
const position = 1;
const attempt = 2;
const firstAttemptMs = 3;
const progress = 4;
const replayed = 5;
const numbersOfSlot = 6;
