import type { Delivery, DeliveryState } from './delivery.ts';

/**
 * The deliveries of a subscription that have a row of their own, how many of them stand where, and which rows differ
 * from storage.
 */
export class DeliveryRows {
  readonly #byPosition = new Map<number, Delivery>();
  /** What the next checkpoint writes; undefined means that the row goes. */
  #changed: RowChanges = new Map<number, Delivery | undefined>();
  /** What the checkpoints that are being written say, the oldest first. */
  readonly #handedOver: ReadonlyRowChanges[] = [];
  /** Positions whose row storage holds, or will hold once a checkpoint is through. */
  readonly #held = new Set<number>();
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

  get changed(): ReadonlyRowChanges {
    return this.#changed;
  }

  /** Takes in a delivery as storage has it. */
  restore(delivery: Delivery): void {
    delivery.hasRow = true;
    delivery.rowWritten = true;
    this.#held.add(delivery.position);
    this.#byPosition.set(delivery.position, delivery);
    this.recount(delivery);
  }

  /** Storage holds the row of this delivery already. */
  isWritten(delivery: Delivery): void {
    delivery.rowWritten = true;
    this.#held.add(delivery.position);
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

  /** Puts another object in place of the one for the same row, which says the same. */
  swap(delivery: Delivery, next: Delivery): void {
    next.hasRow = true;
    next.countedAs = delivery.countedAs;
    delivery.countedAs = undefined;
    this.#byPosition.set(next.position, next);
    if (this.#changed.get(next.position) === delivery) this.#changed.set(next.position, next);
  }

  remove(delivery: Delivery): void {
    this.#count(delivery, undefined);
    this.#byPosition.delete(delivery.position);
    if (this.#held.has(delivery.position)) this.#changed.set(delivery.position, undefined);
    else this.#changed.delete(delivery.position);
  }

  /** Call after the state of a delivery with a row has changed. */
  recount(delivery: Delivery): void {
    this.#count(delivery, delivery.state);
  }

  /** A checkpoint with what `changed` said is on its way. */
  handOver(): void {
    // Most checkpoints move the cursor and nothing else.
    if (this.#changed.size === 0) {
      this.#handedOver.push(noChanges);
      return;
    }
    for (const [position, delivery] of this.#changed) if (delivery) this.#held.add(position);
    this.#handedOver.push(this.#changed);
    this.#changed = new Map();
  }

  /** Storage now holds what the oldest checkpoint on its way said. */
  written(): void {
    const saved = this.#handedOver.shift() ?? noChanges;
    if (saved.size === 0) return;
    const crowded = this.#byPosition.size > mostEventsKept;
    for (const [position, delivery] of saved) {
      if (!delivery) {
        if (!this.#isComing(position)) this.#held.delete(position);
        continue;
      }
      delivery.rowWritten = true;
      if (crowded && (delivery.state === 'parked' || delivery.state === 'blocked'))
        delivery.event = undefined as never;
    }
  }

  /** The oldest checkpoint on its way was not written: what it said is for the next one, where nothing newer is. */
  notWritten(): void {
    const missed = this.#handedOver.shift() ?? noChanges;
    const newer = [...this.#handedOver, this.#changed];
    for (const [position, delivery] of missed)
      if (!newer.some((changes) => changes.has(position))) this.#changed.set(position, delivery);
  }

  /** A later checkpoint on its way gives the position a row. */
  #isComing(position: number): boolean {
    return this.#handedOver.some((changes) => changes.get(position) !== undefined);
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

type RowChanges = Map<number, Delivery | undefined>;
type ReadonlyRowChanges = ReadonlyMap<number, Delivery | undefined>;

const noChanges: ReadonlyRowChanges = new Map();

/** Above so many rows their events stay in storage until they are due. */
const mostEventsKept = 256;
