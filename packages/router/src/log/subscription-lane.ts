import type { Clock, RetryOptions, SubscriptionCounts, TouchlineEvent } from '@touchline/core';
import type { CheckpointTransaction } from './background-writer.ts';
import { Delivery } from './delivery.ts';
import { DeliveryRows } from './delivery-rows.ts';
import { DeliveryTurns } from './delivery-turns.ts';
import { LaneTally } from './lane-tally.ts';
import { LaneWindow } from './lane-window.ts';
import type { LogStorage, ParkedRow, ReplayableRow, SubscriptionRow } from './log-storage.ts';
import { ReadingPace } from './reading-pace.ts';
import type { TypeFilter } from './type-filter.ts';

/** What a lane knows of its log. */
export interface LaneSurroundings {
  readonly clock: Clock;
  readonly storage: LogStorage;
  /** The position of the newest durable event. */
  readonly head: number;
  /** The lane differs from what storage holds of it. */
  markDirty(lane: SubscriptionLane): void;
  /** The lane has something new for a consumer that waits. */
  markTouched(lane: SubscriptionLane): void;
  /** The lane has left the head and reads from storage, or has caught up with it again. */
  markBehind(lane: SubscriptionLane, isBehind: boolean): void;
}

/** What its opener decides about a lane. */
export interface LaneSettings {
  readonly filter: TypeFilter;
  readonly ordered: boolean;
  readonly maxParked: number;
  /** So many deliveries it keeps in memory; more stay in storage. */
  readonly windowSize: number;
}

/**
 * An open subscription: the mechanics of its cursor, all synchronous.
 *
 * Events come in at the head, from memory, as they are appended. When the window is full the lane leaves the head:
 * it only counts what is appended, and reads on from storage when there is room, until it has caught up. A delivery
 * that would hold up the cursor for long (parked, slow, or blocked by another of its key) gets a row of its own, and
 * the cursor passes it. So memory is bounded whatever the backlog.
 */
export class SubscriptionLane {
  readonly name: string;
  readonly filter: TypeFilter;
  /** Tells the consumers that wait; set by the subscription. */
  wake: () => void = () => {};
  /** Consumers wait. */
  awaited = false;
  /** It is on the log's list of lanes with something new. */
  touched = false;
  /** It is on the log's list of lanes to be written. */
  dirty = false;

  readonly #log: LaneSurroundings;
  readonly #ordered: boolean;
  readonly #maxParked: number;
  readonly #window: LaneWindow;
  readonly #rows = new DeliveryRows();
  readonly #turns: DeliveryTurns;
  readonly #pace = new ReadingPace();

  #atHead = false;
  /** The first position not read yet; at the head it is the one after the head. */
  #nextPosition: number;
  /** Positions from the cursor on that storage says are settled, or in rows: the reading leaves them out. */
  readonly #passedEarlier: Set<number>;
  /** Rows of positions not read yet: among their key it is their turn when the reading gets there. */
  #rowsAhead: Delivery[] = [];
  #leasedFresh = 0;
  #trim: LaneTrim | undefined;

  readonly #tally: LaneTally;

  /** Takes up a subscription as storage has it, counted up to the head. */
  constructor(
    log: LaneSurroundings,
    { filter, ordered, maxParked, windowSize }: LaneSettings,
    row: SubscriptionRow,
    parked: readonly ParkedRow[],
  ) {
    this.#log = log;
    this.name = row.name;
    this.filter = filter;
    this.#ordered = ordered;
    this.#maxParked = maxParked;
    this.#nextPosition = row.cursor;
    this.#passedEarlier = new Set(row.settledAbove);
    this.#tally = new LaneTally(row);
    this.#window = new LaneWindow(windowSize, ordered);
    this.#turns = new DeliveryTurns(log.clock, this.#rows, (parkedRow) => this.#revive(parkedRow));
    for (const parkedRow of parked) this.#restore(parkedRow);
    log.markBehind(this, true);
    this.#joinHead();
  }

  /** An event that the filter wants was appended. */
  offer(position: number, event: TouchlineEvent, bytes: number): void {
    if (!this.#atHead && position < this.#nextPosition) return;
    this.#tally.matched += 1;
    this.#tally.waiting += 1;
    if (this.#atHead) {
      if (this.#window.room > 0 || this.#makeRoom()) this.#admit(position, event, bytes);
      else {
        this.#atHead = false;
        this.#nextPosition = position;
        this.#log.markBehind(this, true);
      }
    }
    if (this.awaited && !this.touched) {
      this.touched = true;
      this.#log.markTouched(this);
    }
  }

  /** Hands out at most so many deliveries, reading on where that is needed. */
  take(max: number): Delivery[] {
    const nowMs = Math.floor(this.#log.clock.now());
    this.#turns.wake(nowMs, max);
    const taken: Delivery[] = [];
    try {
      this.#handOut(taken, max, nowMs);
      while (taken.length < max && this.#readOn(max - taken.length)) this.#handOut(taken, max, nowMs);
      this.#fetchEvents(taken);
    } catch (error) {
      this.release(taken);
      throw error;
    }
    return taken;
  }

  /** There is more to read, although the last `take` brought nothing. */
  get unread(): boolean {
    if (this.#atHead || this.#nextPosition > this.#log.head) return false;
    // In the next turn there may be room: it is made where more is about to be read.
    return this.#window.room > 0 || this.#pace.isSpent;
  }

  /** The first position that it has not read. */
  get nextUnread(): number {
    return this.#atHead ? this.#log.head + 1 : this.#nextPosition;
  }

  /** When the next parked delivery is due, in milliseconds since the epoch. */
  get nextDueMs(): number | undefined {
    return this.#turns.nextDueMs;
  }

  /** The consumer that holds this lease may still settle it. */
  holds(delivery: Delivery): boolean {
    return delivery.state === 'leased' && !delivery.burying && delivery.owner === this;
  }

  settle(deliveries: readonly Delivery[], outcome: 'delivered' | 'skipped'): void {
    let settled = 0;
    for (const delivery of deliveries) {
      // The same lease twice in one call counts once.
      if (delivery.state !== 'leased') continue;
      this.#takeOut(delivery);
      this.#turns.leave(delivery);
      settled += 1;
    }
    if (outcome === 'delivered') this.#tally.delivered += settled;
    else this.#tally.skipped += settled;
    this.#window.advance();
    this.#log.markDirty(this);
  }

  park(delivery: Delivery, { atMs, progress, countAttempt = true }: RetryOptions): void {
    const next = delivery.renew();
    next.dueMs = wholeMs(atMs);
    if (progress !== undefined) next.progress = Math.trunc(progress);
    if (countAttempt) {
      next.attempt += 1;
      next.firstAttemptMs ??= delivery.leasedMs;
      this.#tally.retried += 1;
    } else if (next.firstAttemptMs !== undefined)
      next.firstAttemptMs += Math.max(0, next.dueMs - Math.floor(this.#log.clock.now()));
    if (!delivery.hasRow) this.#takeOut(delivery);
    delivery.state = 'gone';
    this.#rows.put(next, delivery);
    this.#turns.rejoin(delivery, next);
    this.#window.advance();
    this.#log.markDirty(this);
  }

  /** Takes deliveries back as if they had not been handed out. */
  release(deliveries: readonly Delivery[]): void {
    // From the last to the first, each to the front: so they come again in order.
    for (const delivery of [...deliveries].sort((one, other) => other.position - one.position)) {
      if (delivery.state !== 'leased') continue;
      const next = delivery.renew();
      next.returned = true;
      delivery.state = 'gone';
      if (delivery.hasRow) this.#rows.put(next, delivery);
      else {
        this.#window.replace(next);
        this.#leasedFresh -= 1;
      }
      this.#turns.rejoin(delivery, next);
    }
  }

  /** Counts a delivery as dead; for the time of the transaction that may still fail. */
  beginBurial(delivery: Delivery): void {
    this.#takeOut(delivery);
    this.#tally.dead += 1;
    this.#log.markDirty(this);
  }

  endBurial(delivery: Delivery): void {
    this.#turns.leave(delivery);
    this.#window.advance();
  }

  /** The transaction failed: the consumer still holds the delivery. */
  revertBurial(delivery: Delivery): void {
    this.#tally.dead -= 1;
    delivery.state = 'leased';
    delivery.burying = false;
    if (delivery.hasRow) this.#rows.put(delivery);
    else {
      this.#leasedFresh += 1;
      this.#tally.waiting += 1;
      this.#window.unpass();
    }
  }

  /** Gives a dead delivery a row, due at once; for the time of the transaction that may still fail. */
  beginReplay({ position, event, progress }: ReplayableRow): Delivery {
    const delivery = new Delivery(this, position, event, 0, this.#keyOf(event.partitionkey));
    delivery.replayed = true;
    delivery.progress = progress;
    this.#tally.dead -= 1;
    this.#rows.put(delivery);
    this.#log.markDirty(this);
    return delivery;
  }

  endReplay(delivery: Delivery): void {
    this.#turns.join(delivery);
  }

  /** The transaction failed: the delivery is dead still. */
  revertReplay(delivery: Delivery): void {
    this.#tally.dead += 1;
    this.#rows.remove(delivery);
  }

  /**
   * Skips forward to a position below which events are dropped; answers how many deliveries that loses. What is handed
   * out is not lost: it gets a row, with its event. For the time of the transaction that may still fail.
   */
  beginTrim(edge: number): number {
    if (this.cursor >= edge) return 0;
    const below = this.#window.below(edge);
    const held = below.filter((delivery) => delivery.state === 'leased');
    const dropped = below.filter((delivery) => delivery.state !== 'leased');
    const unread =
      this.nextUnread < edge
        ? this.#log.storage.countEvents(this.nextUnread, edge - 1, this.filter, [...this.#passedEarlier])
        : 0;
    const lost = dropped.length + unread;
    this.#trim = { edge, held, dropped, lost };
    this.#log.markDirty(this);
    return lost;
  }

  endTrim(): void {
    if (!this.#trim) return;
    const { edge, held, dropped, lost } = this.#trim;
    this.#trim = undefined;
    this.#tally.lost += lost;
    this.#tally.waiting -= lost;
    for (const delivery of held) {
      this.#giveRow(delivery);
      this.#rows.isWritten(delivery);
    }
    for (const delivery of dropped) {
      delivery.state = 'gone';
      this.#window.pass();
      this.#turns.leave(delivery);
    }
    this.#window.advance();
    if (!this.#atHead && this.#nextPosition < edge) this.#readTo(edge);
    this.#joinHead();
  }

  revertTrim(): void {
    this.#trim = undefined;
  }

  /** How it stands now, as one row, and the rows that changed: together they are the truth. */
  save(transaction: CheckpointTransaction): void {
    const { edge, held, lost } = this.#trim ?? { edge: 0, held: [], lost: 0 };
    const cursor = this.#window.cursorFrom(edge) ?? Math.max(this.nextUnread, edge);
    transaction.saveSubscription({
      ...this.#tally,
      name: this.name,
      types: this.filter.patterns,
      cursor,
      settledAbove: this.#passedFrom(cursor),
      countedTo: this.#log.head,
      lost: this.#tally.lost + lost,
      waiting: this.#tally.waiting - lost - held.length,
    });
    for (const [position, delivery] of this.#rows.changed) {
      if (!delivery) transaction.dropParked(this.name, position);
      else if (delivery.rowWritten) transaction.updateParked(this.name, delivery.toRow());
      else transaction.saveParked(this.name, delivery.toRow(), delivery.event);
    }
    for (const delivery of held) transaction.saveParked(this.name, delivery.toRow(), delivery.event);
  }

  /** What {@link save} wrote is on its way. */
  handedOver(): void {
    this.#rows.handOver();
  }

  /** What was handed over first is not durable, and will not be. */
  notSaved(): void {
    this.#rows.notWritten();
    this.#log.markDirty(this);
  }

  /** What was handed over first is durable. */
  saved(): void {
    this.#rows.written((delivery) => this.#turns.rest(delivery));
    const { cursor } = this;
    for (const position of this.#passedEarlier) if (position < cursor) this.#passedEarlier.delete(position);
  }

  /** The lowest position that is neither settled nor in a row. */
  get cursor(): number {
    return this.#window.first?.position ?? this.nextUnread;
  }

  counts(): SubscriptionCounts {
    const { waiting, countedFrom, ...tally } = this.#tally;
    return {
      ...tally,
      pending: waiting + this.#rows.size,
      parked: this.#rows.parked,
      countedFrom: countedFrom || undefined,
      cursor: this.cursor,
    };
  }

  #passedFrom(cursor: number): number[] {
    const passed = this.#window.passedAbove(cursor);
    if (this.#passedEarlier.size === 0) return passed;
    const earlier = [...this.#passedEarlier].filter((position) => position >= cursor);
    return [...passed, ...earlier].sort((one, other) => one - other);
  }

  #keyOf(partitionkey: string | undefined): string | undefined {
    return this.#ordered ? partitionkey : undefined;
  }

  #admit(position: number, event: TouchlineEvent, bytes: number): void {
    const delivery = new Delivery(this, position, event, bytes, this.#keyOf(event.partitionkey));
    this.#window.push(delivery);
    this.#turns.join(delivery);
  }

  #handOut(taken: Delivery[], max: number, nowMs: number): void {
    while (taken.length < max) {
      const delivery = this.#turns.shift(this.#rows.bounded + this.#leasedFresh < this.#maxParked);
      if (!delivery) return;
      delivery.leasedMs = nowMs;
      delivery.state = 'leased';
      if (delivery.hasRow) this.#rows.recount(delivery);
      else this.#leasedFresh += 1;
      taken.push(delivery);
    }
  }

  /** Reads one page from storage; answers whether that may have brought something to hand out. */
  #readOn(wanted: number): boolean {
    if (this.#atHead || this.#nextPosition > this.#log.head || this.#pace.isSpent) return false;
    if (this.#window.room <= 0 && !this.#makeRoom()) return false;
    const page = this.#log.storage.readPage({
      from: this.#nextPosition,
      to: this.#log.head,
      filter: this.filter,
      limit: Math.min(this.#window.room, Math.max(wanted, fewestRead)),
      maxPositions: mostPositionsLookedAt,
      maxBytes: mostBytesRead,
    });
    let bytesRead = 0;
    for (const { position, event, bytes } of page.events) {
      bytesRead += bytes;
      this.#readTo(position);
      if (!this.#passedEarlier.has(position)) this.#admit(position, event, bytes);
    }
    if (!page.isRecent) this.#pace.spend(page.events.length, bytesRead);
    this.#readTo(page.next);
    this.#joinHead();
    return page.events.length > 0;
  }

  /** Everything below this position is read. */
  #readTo(position: number): void {
    this.#nextPosition = position;
    while (this.#rowsAhead.length > 0 && (this.#rowsAhead[0] as Delivery).position < position)
      this.#turns.join(this.#rowsAhead.shift() as Delivery);
  }

  #joinHead(): void {
    if (this.#nextPosition !== this.#log.head + 1) return;
    this.#atHead = true;
    this.#log.markBehind(this, false);
  }

  /** Lets the cursor pass what holds it up, so that others can come in. */
  #makeRoom(): boolean {
    if (!this.#window.clogged) return false;
    for (let first = this.#window.first; first && this.#window.crowded; first = this.#window.first) {
      const spare =
        first.state === 'leased' || (first.state === 'blocked' && this.#rows.blocked < this.#maxParked);
      if (!spare) break;
      this.#giveRow(first);
      this.#window.advance();
    }
    return this.#window.room > 0;
  }

  /** Moves a delivery of the window to the rows. */
  #giveRow(delivery: Delivery): void {
    if (delivery.state === 'leased') this.#leasedFresh -= 1;
    this.#tally.waiting -= 1;
    this.#window.pass();
    this.#rows.put(delivery);
    this.#log.markDirty(this);
  }

  /** Makes a delivery that was handed out disappear from where it stood. */
  #takeOut(delivery: Delivery): void {
    delivery.state = 'gone';
    if (delivery.hasRow) {
      this.#rows.remove(delivery);
      return;
    }
    this.#leasedFresh -= 1;
    this.#tally.waiting -= 1;
    this.#window.pass();
  }

  /**
   * Loads the events that were left in their rows. What waited as a link of its key's queue gets a new object: in one that is
   * old the garbage collector would keep the event alive when both are done with.
   */
  #fetchEvents(taken: Delivery[]): void {
    if (!taken.some(isAbsent)) return;
    const positions = taken.filter(isAbsent).map(({ position }) => position);
    const events = this.#log.storage.parkedEvents(this.name, positions);
    for (const [index, delivery] of taken.entries()) {
      if (!isAbsent(delivery)) continue;
      const event = events.get(delivery.position) as TouchlineEvent;
      if (delivery.key === undefined) {
        delivery.event = event;
        continue;
      }
      const next = delivery.renew();
      next.event = event;
      next.leasedMs = delivery.leasedMs;
      next.state = 'leased';
      next.standIn = delivery;
      delivery.state = 'gone';
      this.#rows.swap(delivery, next);
      this.#turns.swapLeased(next);
      taken[index] = next;
    }
  }

  /** Only what has no key is at rest. */
  #revive(row: ParkedRow): Delivery {
    const delivery = Delivery.ofRow(this, row, undefined);
    delivery.state = 'parked';
    this.#rows.revive(delivery);
    return delivery;
  }

  #restore(row: ParkedRow): void {
    const key = this.#keyOf(row.key);
    // It waits for its time, and for no other of its key.
    if (row.dueMs > 0 && key === undefined) {
      this.#rows.restoreAtRest(row);
      this.#turns.restRow(row);
      return;
    }
    const delivery = Delivery.ofRow(this, row, key);
    this.#rows.restore(delivery);
    if (key !== undefined && row.position >= this.#nextPosition) this.#rowsAhead.push(delivery);
    else this.#turns.join(delivery);
  }
}

/** A trim whose transaction is not through yet. */
interface LaneTrim {
  readonly edge: number;
  /** Handed out, so not to be lost. */
  readonly held: readonly Delivery[];
  readonly dropped: readonly Delivery[];
  readonly lost: number;
}

/** A page holds at least so many events, when there are so many. */
const fewestRead = 128;
const mostPositionsLookedAt = 4_096;
const mostBytesRead = 1_024 * 1_024;

const isAbsent = ({ event }: Delivery): boolean => event === undefined;

/** Never before the time asked for; a time beyond all reckoning is the end of it. */
const wholeMs = (atMs: number): number => Math.min(Math.ceil(atMs) || 0, Number.MAX_SAFE_INTEGER);
