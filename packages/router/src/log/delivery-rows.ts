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

  /** Those that wait for their time, or for a consumer. */
  get parked(): number {
    return this.#byPosition.size - this.#blocked - this.#leased;
  }

  /** Those held back behind an earlier one of their key. */
  get blocked(): number {
    return this.#blocked;
  }

  /**
   * Those that count against the bound on parked deliveries. Blocked ones do not: they settle only after another,
   * which may still have to be handed out. Replayed ones do not: somebody asked for them.
   */
  get bounded(): number {
    return this.#bounded;
  }

  get changed(): ReadonlyMap<number, Delivery | undefined> {
    return this.#changed;
  }

  /** Takes in a delivery as storage has it. */
  restore(delivery: Delivery): void {
    delivery.hasRow = true;
    delivery.rowWritten = true;
    this.#byPosition.set(delivery.position, delivery);
    this.recount(delivery);
  }

  /** Gives a delivery a row, in place of the one that another object had for it. */
  put(delivery: Delivery): void {
    const before = this.#byPosition.get(delivery.position);
    if (before && before !== delivery) this.#count(before, undefined);
    delivery.hasRow = true;
    this.#byPosition.set(delivery.position, delivery);
    this.#changed.set(delivery.position, delivery);
    this.recount(delivery);
  }

  remove(delivery: Delivery): void {
    this.#count(delivery, undefined);
    this.#byPosition.delete(delivery.position);
    if (delivery.rowWritten) this.#changed.set(delivery.position, undefined);
    else this.#changed.delete(delivery.position);
  }

  /** Call after the state of a delivery with a row has changed. */
  recount(delivery: Delivery): void {
    this.#count(delivery, delivery.state);
  }

  /** Storage now holds what `changed` said. */
  written(): void {
    const crowded = this.#byPosition.size > mostEventsKept;
    for (const delivery of this.#changed.values()) {
      if (!delivery) continue;
      delivery.rowWritten = true;
      if (crowded && (delivery.state === 'parked' || delivery.state === 'blocked'))
        delivery.event = undefined as never;
    }
    this.#changed.clear();
  }

  #count(delivery: Delivery, state: DeliveryState | undefined): void {
    this.#add(delivery.countedAs, delivery.replayed, -1);
    this.#add(state, delivery.replayed, 1);
    delivery.countedAs = state;
  }

  #add(state: DeliveryState | undefined, replayed: boolean, step: 1 | -1): void {
    if (state === undefined) return;
    if (state === 'blocked') this.#blocked += step;
    else if (!replayed) this.#bounded += step;
    if (state === 'leased') this.#leased += step;
  }
}

/** Above so many rows their events stay in storage until they are due. */
const mostEventsKept = 1_024;
