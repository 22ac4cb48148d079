import type { Clock, RetryOptions, SubscriptionCounts, TouchlineEvent } from '@touchline/core';
import { Deque } from './deque.ts';
import { Delivery, type DeliveryState } from './delivery.ts';
import { DeliveryRows } from './delivery-rows.ts';
import { DueQueue } from './due-queue.ts';
import { KeyQueues } from './key-queues.ts';
import type { LogStorage, LogTransaction, ParkedRow, ReplayableRow, SubscriptionRow } from './log-storage.ts';
import { ReadyQueues } from './ready-queues.ts';
import type { TypeFilter } from './type-filter.ts';

/** What a lane knows of its log. */
export interface LaneSurroundings {
  readonly clock: Clock;
  readonly storage: LogStorage;
  /** The position of the newest durable event. */
  head: number;
  /** The lane differs from what storage holds of it. */
  markDirty(lane: SubscriptionLane): void;
  /** The lane has something new for a consumer that waits. */
  markTouched(lane: SubscriptionLane): void;
}

export interface LaneSettings {
  readonly name: string;
  readonly filter: TypeFilter;
  readonly ordered: boolean;
  readonly maxParked: number;
}

/** Which outcome an acknowledgement reports. */
export type Outcome = 'delivered' | 'skipped';

/**
 * An open subscription: the mechanics of its cursor, all synchronous.
 *
 * Events come in at the head, from memory, as they are appended. When the window is full the lane leaves the head,
 * only counts what is appended, and reads on from storage when there is room, until it has caught up. The window holds the
 * deliveries from the cursor on; those that are settled leave it as soon as the cursor passes. A delivery that would
 * hold up the cursor for long (parked, slow, or blocked by another of its key) gets a row of its own, and the cursor
 * passes it.
 */
export class SubscriptionLane {
  readonly name: string;
  readonly filter: TypeFilter;
  /** Tells the consumers that wait; set by the subscription. */
  wake: () => void = () => {};
  /** Consumers wait. */
  awaited = false;
  /** The lane is on the log's list of those with something new. */
  touched = false;
  /** The lane is on the log's list of those to be written. */
  dirty = false;

  readonly #log: LaneSurroundings;
  readonly #ordered: boolean;
  readonly #maxParked: number;
  readonly #window = new Deque<Delivery>();
  readonly #ready = new ReadyQueues();
  readonly #due = new DueQueue();
  readonly #rows = new DeliveryRows();
  readonly #keys: KeyQueues;

  #atHead = false;
  /** The first position not read yet; meaningless at the head. */
  #nextPosition: number;
  /** Positions not read yet that storage says are settled, ascending. */
  #settledAhead: readonly number[];
  /** Rows of later positions than the reading: their turn among their key comes when it gets there. */
  #rowsAhead: Delivery[] = [];
  #windowBytes = 0;
  #passedInWindow = 0;
  #leasedFresh = 0;

  #matched: number;
  #delivered: number;
  #skipped: number;
  #dead: number;
  #lost: number;
  #retried: number;
  #waiting: number;
  #countedTo: number;

  constructor(
    log: LaneSurroundings,
    { name, filter, ordered, maxParked }: LaneSettings,
    row: SubscriptionRow,
    parked: readonly ParkedRow[],
  ) {
    this.#log = log;
    this.name = name;
    this.filter = filter;
    this.#ordered = ordered;
    this.#maxParked = maxParked;
    this.#nextPosition = row.cursor;
    this.#settledAhead = row.settledAbove;
    this.#matched = row.matched;
    this.#delivered = row.delivered;
    this.#skipped = row.skipped;
    this.#dead = row.dead;
    this.#lost = row.lost;
    this.#retried = row.retried;
    this.#waiting = row.waiting;
    this.#countedTo = row.countedTo;
    this.#keys = new KeyQueues({
      activate: (delivery) => this.#activate(delivery),
      block: (delivery) => this.#become(delivery, 'blocked'),
    });
    this.#restore(parked);
    this.#joinHeadWhenThere();
  }

  /** An event was appended that the filter wants. */
  offer(position: number, event: TouchlineEvent, bytes: number): void {
    if (!this.#atHead && position < this.#nextPosition) return;
    this.#matched += 1;
    this.#waiting += 1;
    if (this.#atHead) {
      if (this.#hasRoom()) this.#admit(position, event, bytes);
      else {
        this.#atHead = false;
        this.#nextPosition = position;
      }
    }
    if (this.awaited && !this.touched) {
      this.touched = true;
      this.#log.markTouched(this);
    }
  }

  /** Hands out at most so many deliveries, reading on where that is needed. */
  take(max: number): Delivery[] {
    const taken: Delivery[] = [];
    this.#handOut(taken, max);
    while (taken.length < max && this.#readOn(max - taken.length)) this.#handOut(taken, max);
    this.#fetchEvents(taken);
    return taken;
  }

  /** There may be more to read at once, although the last `take` brought nothing. */
  get unread(): boolean {
    return !this.#atHead && this.#nextPosition <= this.#log.head && this.#hasRoom();
  }

  /** When the next parked delivery is due, in milliseconds since the epoch. */
  get nextDueMs(): number | undefined {
    return this.#due.nextDueMs;
  }

  /** Whether the consumer that holds this lease may still settle it. */
  holds(delivery: Delivery): boolean {
    return delivery.state === 'leased' && !delivery.burying;
  }

  settle(deliveries: readonly Delivery[], outcome: Outcome): void {
    for (const delivery of deliveries) {
      this.#leaveLeased(delivery);
      if (delivery.key !== undefined) this.#keys.remove(delivery.key, delivery);
    }
    if (outcome === 'delivered') this.#delivered += deliveries.length;
    else this.#skipped += deliveries.length;
    this.#advance();
    this.#log.markDirty(this);
  }

  park(delivery: Delivery, { atMs, error, progress, countAttempt = true }: RetryOptions): void {
    const next = delivery.renew();
    next.dueMs = atMs;
    next.errorJson = JSON.stringify(error);
    if (progress !== undefined) next.progress = progress;
    if (countAttempt) {
      next.attempt += 1;
      next.firstAttemptMs ??= delivery.leasedMs;
      this.#retried += 1;
    }
    if (delivery.hasRow) delivery.state = 'gone';
    this.#replaceRow(delivery, next);
    if (next.key !== undefined) this.#keys.replace(next.key, delivery, next);
    else this.#activate(next);
    this.#advance();
    this.#log.markDirty(this);
  }

  /** Takes deliveries back as if they had not been handed out. */
  release(deliveries: readonly Delivery[]): void {
    const backwards = [...deliveries].sort((one, other) => other.position - one.position);
    for (const delivery of backwards) {
      const next = delivery.renew();
      if (delivery.hasRow) this.#rows.stateChanges(delivery, 'blocked');
      else this.#leasedFresh -= 1;
      const { hasRow } = delivery;
      delivery.state = 'gone';
      if (hasRow) {
        delivery.state = 'blocked';
        this.#rows.put(next);
        delivery.state = 'gone';
      } else this.#window.replace(this.#indexOf(delivery.position), next);
      if (next.key !== undefined) this.#keys.replace(next.key, delivery, next);
      else this.#activate(next);
    }
  }
}
