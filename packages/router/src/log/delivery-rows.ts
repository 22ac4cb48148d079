import type { Delivery, DeliveryState } from './delivery.ts';
import type { ParkedRow } from './log-storage.ts';

/**
 * The deliveries of a subscription that have a row of their own: how many of them stand where, and which rows differ
 * from storage. The deliveries themselves are kept by what they wait for.
 */
export class DeliveryRows {
  /** What the next checkpoint writes; undefined means that the row goes. */
  #changed: RowChanges = new Map<number, Delivery | undefined>();
  /** What the checkpoints that are being written say, the oldest first. */
  readonly #handedOver: ReadonlyRowChanges[] = [];
  #size = 0;
  #blocked = 0;
  #leased = 0;
  #bounded = 0;

  get size(): number {
    return this.#size;
  }

  /** Those that wait for their time, or for a consumer. */
  get parked(): number {
    return this.#size - this.#blocked - this.#leased;
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
    this.isWritten(delivery);
    this.recount(delivery);
  }

  /** Takes in a row of storage that waits without a delivery. */
  restoreAtRest({ replayed }: ParkedRow): void {
    this.#add('parked', replayed, 1);
  }

  /** A delivery stands for a row again that waited without one. */
  revive(delivery: Delivery): void {
    delivery.hasRow = true;
    delivery.countedAs = 'parked';
    this.isWritten(delivery);
  }

  /** Storage holds the row of this delivery already. */
  isWritten(delivery: Delivery): void {
    delivery.rowSent = true;
    delivery.rowWritten = true;
  }

  /** Gives a delivery a row, in place of the one that it had itself or as another object. */
  put(delivery: Delivery, before: Delivery = delivery): void {
    if (before !== delivery) this.#count(before, undefined);
    delivery.hasRow = true;
    this.#changed.set(delivery.position, delivery);
    this.recount(delivery);
  }

  /** Puts another object in place of the one for the same row, which says the same. */
  swap(delivery: Delivery, next: Delivery): void {
    next.hasRow = true;
    next.countedAs = delivery.countedAs;
    delivery.countedAs = undefined;
    if (this.#changed.get(next.position) === delivery) this.#changed.set(next.position, next);
  }

  remove(delivery: Delivery): void {
    this.#count(delivery, undefined);
    if (delivery.rowSent) this.#changed.set(delivery.position, undefined);
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
    for (const delivery of this.#changed.values()) if (delivery) delivery.rowSent = true;
    this.#handedOver.push(this.#changed);
    this.#changed = new Map();
  }

  /**
   * Storage now holds what the oldest checkpoint on its way said. What waits leaves its event there: events that live long
   * are what the garbage collector has most work with, and it soon takes all for such that do.
   *
   * @param rest lets go of a delivery that waits for nothing but its time.
   */
  written(rest: (delivery: Delivery) => void): void {
    for (const delivery of (this.#handedOver.shift() ?? noChanges).values()) {
      if (!delivery) continue;
      delivery.rowWritten = true;
      const { state, key } = delivery;
      if (state !== 'parked' && state !== 'blocked') continue;
      delivery.event = undefined as never;
      // Those of a key are links of its queue.
      if (state === 'parked' && key === undefined) rest(delivery);
    }
  }

  /** The oldest checkpoint on its way was not written: what it said is for the next one, where nothing newer is. */
  notWritten(): void {
    const missed = this.#handedOver.shift() ?? noChanges;
    const newer = [...this.#handedOver, this.#changed];
    for (const [position, delivery] of missed)
      if (!newer.some((changes) => changes.has(position))) this.#changed.set(position, delivery);
  }

  #count(delivery: Delivery, state: DeliveryState | undefined): void {
    this.#add(delivery.countedAs, delivery.replayed, -1);
    this.#add(state, delivery.replayed, 1);
    delivery.countedAs = state;
  }

  #add(state: DeliveryState | undefined, replayed: boolean, step: 1 | -1): void {
    if (state === undefined) return;
    this.#size += step;
    if (state === 'blocked') this.#blocked += step;
    else if (!replayed) this.#bounded += step;
    if (state === 'leased') this.#leased += step;
  }
}

type RowChanges = Map<number, Delivery | undefined>;
type ReadonlyRowChanges = ReadonlyMap<number, Delivery | undefined>;

const noChanges: ReadonlyRowChanges = new Map();
