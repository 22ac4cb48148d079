import type { Delivery, DeliveryState } from './delivery.ts';

/**
 * The deliveries of a subscription that have a row of their own, how many of them stand where, and which rows differ
 * from storage.
 */
export class DeliveryRows {
  readonly #byPosition = new Map<number, Delivery>();
  /** What the next checkpoint writes; undefined means that the row goes. */
  readonly #changed = new Map<number, Delivery | undefined>();
  #blocked = 0;
  #leased = 0;
  #bounded = 0;

  get size(): number {
    return this.#byPosition.size;
  }

  /** Those that wait for a retry, or for a consumer. */
  get parked(): number {
    return this.#byPosition.size - this.#blocked - this.#leased;
  }

  /** Those held back behind an earlier one of their key. */
  get blocked(): number {
    return this.#blocked;
  }

  /**
   * Those that count against the bound on parked deliveries. Blocked ones do not: they settle only after another that
   * may have to be handed out first. Replayed ones do not: somebody asked for them.
   */
  get bounded(): number {
    return this.#bounded;
  }

  get changed(): ReadonlyMap<number, Delivery | undefined> {
    return this.#changed;
  }

  values(): IterableIterator<Delivery> {
    return this.#byPosition.values();
  }

  /** Takes in a delivery as storage has it. */
  restore(delivery: Delivery): void {
    delivery.hasRow = true;
    delivery.rowWritten = true;
    this.#byPosition.set(delivery.position, delivery);
    this.#count(delivery, 1);
  }

  /** Gives a delivery a row, in place of the one another object had for it. */
  put(delivery: Delivery): void {
    const before = this.#byPosition.get(delivery.position);
    if (before) this.#count(before, -1);
    delivery.hasRow = true;
    this.#byPosition.set(delivery.position, delivery);
    this.#changed.set(delivery.position, delivery);
    this.#count(delivery, 1);
  }

  remove(delivery: Delivery): void {
    this.#count(delivery, -1);
    this.#byPosition.delete(delivery.position);
    if (delivery.rowWritten) this.#changed.set(delivery.position, undefined);
    else this.#changed.delete(delivery.position);
  }

  /** Call before the state of a delivery with a row changes. */
  stateChanges(delivery: Delivery, next: DeliveryState): void {
    this.#count(delivery, -1);
    const { state } = delivery;
    delivery.state = next;
    this.#count(delivery, 1);
    delivery.state = state;
  }

  /** Storage now holds what `changed` said. */
  written(): void {
    for (const delivery of this.#changed.values()) if (delivery) delivery.rowWritten = true;
    const tooMany = this.#byPosition.size > mostEventsKept;
    if (tooMany) for (const delivery of this.#changed.values()) if (delivery) forgetEvent(delivery);
    this.#changed.clear();
  }

  #count(delivery: Delivery, step: 1 | -1): void {
    if (delivery.state === 'blocked') this.#blocked += step;
    else if (!delivery.replayed) this.#bounded += step;
    if (delivery.state === 'leased') this.#leased += step;
  }
}

/** Above so many rows the events stay in storage until they are due. */
const mostEventsKept = 1_024;

const forgetEvent = (delivery: Delivery): void => {
  if (delivery.state === 'parked' || delivery.state === 'blocked') delivery.event = undefined as never;
};
