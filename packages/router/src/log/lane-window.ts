import type { Delivery } from './delivery.ts';
import { Deque } from './deque.ts';

/**
 * The deliveries from the cursor on that were read, in order of position. The cursor passes a delivery that is settled
 * or has a row of its own; what it has passed leaves the window.
 */
export class LaneWindow {
  readonly #deliveries = new Deque<Delivery>();
  readonly #capacity: number;
  readonly #ordered: boolean;
  #passed = 0;
  #bytes = 0;

  /**
   * @param capacity so many deliveries it holds at most.
   * @param ordered deliveries may be blocked by another of their key.
   */
  constructor(capacity: number, ordered: boolean) {
    this.#capacity = capacity;
    this.#ordered = ordered;
  }

  get length(): number {
    return this.#deliveries.length;
  }

  /** How many deliveries may still come in. */
  get room(): number {
    if (this.#bytes >= mostBytes) return 0;
    return this.#capacity - this.#deliveries.length;
  }

  /** The first delivery that the cursor has not passed. */
  get first(): Delivery | undefined {
    return this.#deliveries.at(0);
  }

  push(delivery: Delivery): void {
    this.#deliveries.push(delivery);
    this.#bytes += delivery.bytes;
  }

  /** A delivery of the window is settled, or has a row of its own now. */
  pass(): void {
    this.#passed += 1;
  }

  /** Takes {@link pass} back. */
  unpass(): void {
    this.#passed -= 1;
  }

  /** Moves the cursor on. */
  advance(): void {
    if (this.#passed === 0) return;
    for (let first = this.first; first && isPassed(first); first = this.first) {
      this.#deliveries.shift();
      this.#bytes -= first.bytes;
      this.#passed -= 1;
    }
  }

  /** Puts another object in place of the one for the same position. */
  replace(delivery: Delivery): void {
    let low = 0;
    let high = this.#deliveries.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#deliveries.at(middle) as Delivery).position < delivery.position) low = middle + 1;
      else high = middle;
    }
    this.#deliveries.replace(low, delivery);
  }

  /** The lowest position from `edge` on that the cursor has not passed; none when it has passed all. */
  cursorFrom(edge: number): number | undefined {
    for (let index = 0; index < this.#deliveries.length; index += 1) {
      const delivery = this.#deliveries.at(index) as Delivery;
      if (delivery.position >= edge && !isPassed(delivery)) return delivery.position;
    }
    return undefined;
  }

  /** The positions above the cursor that are passed already. */
  passedAbove(cursor: number): number[] {
    const positions: number[] = [];
    for (let index = 0; this.#passed > positions.length && index < this.#deliveries.length; index += 1) {
      const delivery = this.#deliveries.at(index) as Delivery;
      if (delivery.position > cursor && isPassed(delivery)) positions.push(delivery.position);
    }
    return positions;
  }

  /** Those below a position that the cursor has not passed. */
  below(position: number): Delivery[] {
    const deliveries: Delivery[] = [];
    for (let index = 0; index < this.#deliveries.length; index += 1) {
      const delivery = this.#deliveries.at(index) as Delivery;
      if (delivery.position >= position) break;
      if (!isPassed(delivery)) deliveries.push(delivery);
    }
    return deliveries;
  }

  /** It is full, and much of it is no use to consumers: settled behind a straggler, or blocked by another of its key. */
  get clogged(): boolean {
    if (this.room > 0) return false;
    let idle = this.#passed;
    // A consumer that is slow asks all the time.
    for (let index = 0; this.#ordered && index < this.#deliveries.length; index += 1)
      if (this.#deliveries.at(index)?.state === 'blocked') idle += 1;
    return idle * 4 >= this.#deliveries.length;
  }

  /** It is so full that what holds up the cursor should get a row of its own. */
  get crowded(): boolean {
    return this.#deliveries.length * 2 > this.#capacity || this.#bytes * 2 > mostBytes;
  }
}

/** So many bytes of events, by their JSON. */
const mostBytes = 4 * 1_024 * 1_024;

const isPassed = (delivery: Delivery): boolean => delivery.state === 'gone' || delivery.hasRow;
