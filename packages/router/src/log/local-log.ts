import {
  type AppendReceipt,
  type Bookmarks,
  type Clock,
  type DeadLetters,
  type EventLog,
  type LogStats,
  type ReadRange,
  type RetentionPolicy,
  type StartPosition,
  type StoredEvent,
  type Subscription,
  type SubscriptionSpec,
  systemClock,
  TouchlineError,
  type TouchlineEvent,
  type TrimReport,
} from '@touchline/core';
import { AppendOperation, type AppendTarget } from './append-operation.ts';
import { checkSubscription } from './check-subscription.ts';
import { Checkpoints } from './checkpoints.ts';
import { countUpTo, newRow, skipForward } from './counted-row.ts';
import { createDeadLetters } from './dead-letter-box.ts';
import { type CommitOperation, type CommitReport, GroupCommit } from './group-commit.ts';
import { closedLog, LaneSubscription, type SubscriptionSurroundings } from './lane-subscription.ts';
import { LanesBehind } from './lanes-behind.ts';
import type { LogStorage, LogTransaction } from './log-storage.ts';
import { readRange } from './read-range.ts';
import { edgeOf } from './retention.ts';
import { SubscriptionLane } from './subscription-lane.ts';
import { createTypeFilter } from './type-filter.ts';
import { TypeIndex } from './type-index.ts';

/** What both local logs can be told. */
export interface LocalLogOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /**
   * What was acknowledged is written with the next append, at the latest after this many milliseconds. After a crash,
   * what was acknowledged since is delivered again. Default 100.
   */
  readonly checkpointIntervalMs?: number;
  /**
   * How many deliveries each subscription keeps in memory, those that are handed out included; more stay in storage
   * until there is room. Default 1,024.
   */
  readonly windowSize?: number;
  /** Hears of every transaction; for metrics. */
  readonly onCommit?: (report: CommitReport) => void;
}

/** An event log in this process. */
export interface LocalEventLog extends EventLog {
  /**
   * Lets go of everything at once, as when the process dies: what is not durable yet is lost, and who waits for it
   * waits for ever. For tests and simulations.
   */
  abandon(): void;
}

/** Makes an event log of a storage. */
export const createLocalLog = (storage: LogStorage, options: LocalLogOptions = {}): LocalEventLog =>
  new LocalLog(storage, options);

/** The delivery logic that all local logs share. */
class LocalLog implements LocalEventLog, SubscriptionSurroundings, AppendTarget {
  readonly clock: Clock;
  readonly storage: LogStorage;
  readonly deadLetters: DeadLetters;
  readonly bookmarks: Bookmarks;
  head: number;
  storedAtMs: number;
  closed = false;

  readonly #windowSize: number;
  readonly #onCommit: ((report: CommitReport) => void) | undefined;
  readonly #commits: GroupCommit;
  readonly #checkpoints: Checkpoints;
  readonly #index = new TypeIndex<SubscriptionLane>();
  /** Open subscriptions by name; those that are being opened too. */
  readonly #open = new Map<string, LaneSubscription | undefined>();
  #oldest: number;
  /** The last position given away in the transaction under way. */
  #lastGiven: number;
  #touched: SubscriptionLane[] = [];
  readonly #behind: LanesBehind;
  #nextSweep: number;
  #ending: Promise<void> | undefined;

  constructor(
    storage: LogStorage,
    { clock = systemClock, checkpointIntervalMs = 100, windowSize = 1_024, onCommit }: LocalLogOptions,
  ) {
    this.clock = clock;
    this.storage = storage;
    this.#windowSize = Math.max(1, windowSize);
    this.#onCommit = onCommit;
    const { lastPosition, oldestPosition, lastStoredMs } = storage.load();
    this.head = lastPosition;
    this.#lastGiven = lastPosition;
    this.#oldest = oldestPosition;
    this.storedAtMs = lastStoredMs;
    this.#nextSweep = lastPosition + fewestEventsBetweenSweeps;
    this.#behind = new LanesBehind(lastPosition);
    this.#commits = new GroupCommit(storage, {
      begin: () => this.#begin(),
      appendedNow: () => this.#lastGiven - this.head,
      saveCheckpoints: (transaction) => this.#checkpoints.save(transaction),
      saved: (report) => this.#onCommit?.(report),
      told: () => this.#wakeTouched(),
      explain: failureOf,
    });
    this.#checkpoints = new Checkpoints({
      clock,
      intervalMs: checkpointIntervalMs,
      commit: (operation) => this.commit(operation),
    });
    this.bookmarks = {
      read: async (name) => {
        this.#assertOpen();
        return this.storage.bookmark(name);
      },
      write: async (name, text) => {
        this.#assertOpen();
        await this.#write((transaction) => transaction.saveBookmark(name, text));
      },
    };
    this.deadLetters = createDeadLetters({
      storage,
      now: () => this.clock.now(),
      assertOpen: () => this.#assertOpen(),
      commit: (operation) => this.commit(operation),
      openLane: (name) => this.#open.get(name)?.lane,
    });
  }

  append(events: readonly TouchlineEvent[]): Promise<readonly AppendReceipt[]> {
    if (this.closed) return Promise.reject(closedLog());
    if (events.length === 0) return Promise.resolve([]);
    let operation: AppendOperation;
    try {
      const encoded = events.map((event) => this.storage.encode(event));
      operation = new AppendOperation([...events], encoded, this);
    } catch (cause) {
      return Promise.reject(
        new TouchlineError('event.invalid', 'An event cannot be written as JSON.', { cause }),
      );
    }
    return new Promise((resolve, reject) => {
      operation.resolve = resolve;
      operation.failed = reject;
      this.commit(operation);
    });
  }

  async subscribe(spec: SubscriptionSpec): Promise<Subscription> {
    this.#assertOpen();
    const filter = createTypeFilter(spec.types);
    checkSubscription(spec);
    if (this.#open.has(spec.name))
      throw new TouchlineError('route.invalid', `Subscription "${spec.name}" is open already.`);
    this.#open.set(spec.name, undefined);
    const settings = {
      filter,
      ordered: spec.order === 'partition',
      maxParked: spec.maxParked ?? 10_000,
      windowSize: this.#windowSize,
    };
    return new Promise((resolve, reject) => {
      this.commit({
        weight: 1,
        apply: (transaction) => {
          if (this.storage.subscription(spec.name)) return;
          const cursor = this.#startOf(spec.start ?? 'now');
          transaction.saveSubscription(newRow(spec.name, filter, cursor));
        },
        revert() {},
        committed: () => {
          try {
            resolve(this.#openLane(spec.name, settings));
          } catch (error) {
            this.#open.delete(spec.name);
            reject(error);
          }
        },
        failed: (error) => {
          this.#open.delete(spec.name);
          reject(error);
        },
      });
    });
  }

  async unsubscribe(name: string): Promise<void> {
    this.#assertOpen();
    if (this.#open.has(name))
      throw new TouchlineError(
        'route.invalid',
        `Subscription "${name}" is open; close it before it is forgotten.`,
      );
    // Events that came while it closed may have left something to write.
    this.#checkpoints.leaveOut(name);
    await this.#write((transaction) => transaction.forgetSubscription(name));
  }

  read(range: ReadRange = {}): AsyncIterable<StoredEvent> {
    this.#assertOpen();
    return readRange(range, this.head, this.storage, () => this.#assertOpen());
  }

  async count(range: ReadRange = {}): Promise<number> {
    this.#assertOpen();
    const { fromPosition = 1, toPosition = this.head, types = ['*'], ...others } = range;
    if (Object.keys(others).length === 0)
      return this.storage.countEvents(
        fromPosition,
        Math.min(toPosition, this.head),
        createTypeFilter(types),
        [],
      );
    let count = 0;
    for await (const _ of this.read(range)) count += 1;
    return count;
  }

  async countByType({
    fromPosition = 1,
    toPosition = this.head,
  }: Pick<ReadRange, 'fromPosition' | 'toPosition'> = {}): Promise<ReadonlyMap<string, number>> {
    this.#assertOpen();
    return this.storage.countByType(fromPosition, Math.min(toPosition, this.head));
  }

  async stats(): Promise<LogStats> {
    this.#assertOpen();
    const events = this.head + 1 - this.#oldest;
    return {
      events,
      bytes: this.storage.eventBytes(),
      oldestPosition: events > 0 ? this.#oldest : undefined,
      newestPosition: events > 0 ? this.head : undefined,
      lastPosition: this.head,
      deadLetters: this.storage.countDeadLetters({}),
      subscriptions: this.storage.subscriptions().map(({ name }) => name),
    };
  }

  async trim(policy: RetentionPolicy): Promise<TrimReport> {
    this.#assertOpen();
    const edge = edgeOf(policy, this.head, this.clock.now(), this.storage);
    const lost: Record<string, number> = Object.create(null);
    let dropped = 0;
    // In portions, so that a large trim does not hold up the process.
    while (this.#oldest < edge) {
      this.#assertOpen();
      dropped += await this.#trimTo(Math.min(edge, this.#oldest + mostDroppedAtOnce), lost);
    }
    return { dropped, lost: { ...lost } };
  }

  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  abandon(): void {
    this.closed = true;
    this.#ending ??= Promise.resolve();
    this.#commits.clear();
    this.#letGo();
    this.storage.abandon();
  }

  // What the parts of the log need of it.

  commit(operation: CommitOperation): void {
    this.#commits.enqueue(operation);
  }

  nextPosition(): number {
    this.#lastGiven += 1;
    return this.#lastGiven;
  }

  returnPosition(): void {
    this.#lastGiven -= 1;
  }

  appended(position: number, event: TouchlineEvent, bytes: number): void {
    this.head = position;
    for (const lane of this.#index.match(event.type)) lane.offer(position, event, bytes);
  }

  markDirty(lane: SubscriptionLane): void {
    this.#checkpoints.mark(lane);
  }

  markTouched(lane: SubscriptionLane): void {
    this.#touched.push(lane);
  }

  markBehind(lane: SubscriptionLane, isBehind: boolean): void {
    if (isBehind) this.#behind.add(lane);
    else this.#behind.delete(lane);
  }

  forget(subscription: LaneSubscription): void {
    this.#behind.delete(subscription.lane);
    this.#index.remove(subscription.lane, subscription.lane.filter);
    this.#open.delete(subscription.name);
  }

  // Transactions.

  #begin(): number {
    this.#lastGiven = this.head;
    // Times never decrease along the log, whatever the clock does.
    this.storedAtMs = Math.max(this.storedAtMs, Math.floor(this.clock.now()));
    return this.storedAtMs;
  }

  #wakeTouched(): void {
    const touched = this.#touched;
    this.#touched = [];
    for (const lane of touched) {
      lane.touched = false;
      lane.wake();
    }
    this.#sweepWhenDue();
    const wanted = this.#behind.wanted(this.head);
    if (wanted) this.storage.keepRecent?.(wanted);
  }

  /** Now and then all cursors are written, so that none has far to go after a crash. */
  #sweepWhenDue(): void {
    if (this.head < this.#nextSweep) return;
    this.#nextSweep = this.head + Math.max(fewestEventsBetweenSweeps, 10 * this.#open.size);
    for (const subscription of this.#open.values()) if (subscription) this.markDirty(subscription.lane);
  }

  // Subscriptions.

  #startOf(start: StartPosition): number {
    const next = this.#lastGiven + 1;
    if (start === 'now') return next;
    if (start === 'beginning') return this.#oldest;
    if ('timeMs' in start) return this.storage.positionAtTime(start.timeMs) ?? next;
    return Math.max(start.position, this.#oldest);
  }

  #openLane(name: string, settings: ConstructorParameters<typeof SubscriptionLane>[1]): Subscription {
    const { storage } = this;
    const parked = storage.parkedRows(name);
    const stored = storage.subscription(name) ?? newRow(name, settings.filter, this.head + 1);
    const row = countUpTo(stored, settings.filter, this.head, storage, parked.length);
    const lane = new SubscriptionLane(this, settings, row, parked);
    const subscription = new LaneSubscription(lane, this);
    this.#open.set(name, subscription);
    this.#index.add(lane, settings.filter);
    return subscription;
  }

  // Retention.

  async #trimTo(edge: number, lost: Record<string, number>): Promise<number> {
    const losses = new Map<string, number>();
    let lanes: readonly SubscriptionLane[] = [];
    let dropped = 0;
    await this.#write(
      (transaction) => {
        // Another trim may have come first.
        dropped = Math.max(0, edge - this.#oldest);
        if (dropped === 0) return;
        lanes = [...this.#open.values()].flatMap((subscription) => subscription?.lane ?? []);
        for (const lane of lanes) losses.set(lane.name, lane.beginTrim(edge));
        for (const [name, count] of this.#trimClosed(edge, transaction)) losses.set(name, count);
        transaction.dropEventsBelow(edge);
      },
      {
        revert: () => {
          for (const lane of lanes) lane.revertTrim();
        },
        committed: () => {
          this.#oldest += dropped;
          for (const lane of lanes) lane.endTrim();
          for (const lane of lanes) lane.wake();
          for (const [name, count] of losses) if (count > 0) lost[name] = (lost[name] ?? 0) + count;
        },
      },
    );
    return dropped;
  }

  #trimClosed(edge: number, transaction: LogTransaction): Map<string, number> {
    const losses = new Map<string, number>();
    for (const stored of this.storage.subscriptions()) {
      if (this.#open.get(stored.name) || stored.cursor >= edge) continue;
      const filter = createTypeFilter(stored.types);
      const row = skipForward(
        countUpTo(stored, filter, this.head, this.storage, 0),
        filter,
        edge,
        this.storage,
      );
      transaction.saveSubscription(row);
      losses.set(stored.name, row.lost - stored.lost);
    }
    return losses;
  }

  // Life.

  async #end(): Promise<void> {
    this.closed = true;
    const closing = [...this.#open.values()].map((subscription) => subscription?.close());
    this.#commits.flush();
    this.#letGo();
    this.storage.close();
    const closed = await Promise.allSettled(closing);
    const failure = closed.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
  }

  #letGo(): void {
    this.#checkpoints.stop();
    for (const subscription of this.#open.values()) subscription?.abandon();
    this.#open.clear();
  }

  #write(
    work: (transaction: LogTransaction) => void,
    memory: Pick<CommitOperation, 'revert' | 'committed'> = { revert() {}, committed() {} },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.commit({
        weight: 1,
        alone: true,
        apply: work,
        revert: memory.revert,
        committed() {
          memory.committed();
          resolve();
        },
        failed: reject,
      });
    });
  }

  #assertOpen(): void {
    if (this.closed) throw closedLog();
  }
}

const fewestEventsBetweenSweeps = 10_000;
const mostDroppedAtOnce = 5_000;

/** Storage explains its own failures; anything else is a failure all the same. */
const failureOf = (error: unknown): TouchlineError =>
  TouchlineError.isInstance(error)
    ? error
    : new TouchlineError('log.failed', 'The event log could not be written.', { cause: error });
