import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type AppendReceipt,
  type DeadLetter,
  type DeadLetterFilter,
  serialiseEvent,
  type TouchlineEvent,
} from '@touchline/core';
import type { BackgroundWriter, Portion } from './background-writer.ts';
import type {
  EncodedEvent,
  LogState,
  LogStorage,
  LogTransaction,
  NewDeadDelivery,
  NewDeadWebhook,
  Page,
  PageQuery,
  ParkedRow,
  ReplayableRow,
  SubscriptionRow,
} from './log-storage.ts';
import { ParkedJournal } from './parked-journal.ts';
import type { ConnectionSettings } from './sqlite-connection.ts';
import { SqliteDeadLetters } from './sqlite-dead-letters.ts';
import { SqliteEvents } from './sqlite-events.ts';
import { SqliteParked } from './sqlite-parked.ts';
import { guarded, SqliteStatements } from './sqlite-statement-cache.ts';
import { SqliteSubscriptions } from './sqlite-subscriptions.ts';
import { type LogFigures, SqliteWriter, type WriterStorage } from './sqlite-writer.ts';
import type { TypeFilter } from './type-filter.ts';

/** What a storage works with. */
export interface SqliteStorageOptions {
  /** Open and migrated. */
  readonly database: DatabaseSync;
  /** How the writing thread connects; none without a thread. */
  readonly thread: ConnectionSettings | undefined;
  /** After so many events the thread is started: who writes little needs none. */
  readonly threadAfterEvents: number;
  /** Lets others have the file. */
  readonly unlock: () => void;
}

/** Holds a log in a SQLite file. All its failures are TouchlineErrors. */
export class SqliteStorage implements LogStorage, LogTransaction, WriterStorage {
  readonly batching = 'immediate';
  readonly #database: DatabaseSync;
  readonly #statements: SqliteStatements;
  readonly #events: SqliteEvents;
  readonly #subscriptions: SqliteSubscriptions;
  readonly #journal: ParkedJournal;
  readonly #parked: SqliteParked;
  readonly #dead: SqliteDeadLetters;
  readonly #unlock: () => void;
  readonly #writer: SqliteWriter | undefined;
  #eventsUntilThread: number;

  constructor({ database, thread, threadAfterEvents, unlock }: SqliteStorageOptions) {
    this.#database = database;
    this.#unlock = unlock;
    this.#statements = new SqliteStatements(database);
    this.#events = new SqliteEvents(this.#statements);
    this.#subscriptions = new SqliteSubscriptions(this.#statements);
    this.#journal = guarded(() => new ParkedJournal(database));
    this.#parked = new SqliteParked(this.#statements, this.#journal);
    this.#dead = new SqliteDeadLetters(this.#statements);
    this.#writer = thread && new SqliteWriter(thread, this);
    this.#eventsUntilThread = threadAfterEvents;
    if (threadAfterEvents > 0) return;
    this.#writer?.start();
    this.#writer?.awaitReady();
  }

  get background(): BackgroundWriter | undefined {
    return this.#writer?.ready ? this.#writer : undefined;
  }

  load(): LogState {
    return guarded(() => {
      this.#events.readFigures();
      this.#foldJournal();
      const { lastPosition, oldest } = this.#events;
      return { lastPosition, oldestPosition: oldest, lastStoredMs: this.#events.lastStoredMs() };
    });
  }

  encode(event: TouchlineEvent): EncodedEvent {
    const json = serialiseEvent(event);
    return { json, bytes: Buffer.byteLength(json) };
  }

  write(work: (transaction: LogTransaction) => void): void {
    this.#events.begin();
    guarded(() => {
      this.#sql('BEGIN IMMEDIATE').run();
      try {
        work(this);
        this.#parked.flush();
        // The thread folds, once there is one.
        if (!this.background) this.#journal.foldSome();
        this.#events.saveFigures();
        this.#sql('COMMIT').run();
      } catch (error) {
        // Some failures roll back by themselves.
        if (this.#database.isTransaction) this.#sql('ROLLBACK').run();
        this.#parked.revert();
        this.#journal.restart();
        this.#events.readFigures();
        throw error;
      }
    });
    const appended = this.#events.committed();
    if (this.#eventsUntilThread > 0) {
      this.#eventsUntilThread -= appended;
      if (this.#eventsUntilThread <= 0) this.#writer?.start();
    }
  }

  wroteElsewhere(
    portions: readonly Portion[],
    receipts: readonly AppendReceipt[],
    figures: LogFigures,
  ): void {
    this.#events.appendedElsewhere(portions, receipts, figures);
    this.#journal.restart();
  }

  receiptsOfLost(portion: Portion): readonly AppendReceipt[] | undefined {
    const last = this.#events.lastPosition;
    const seen = new Set<number>();
    const receipts = portion.events.map(({ source, id }): AppendReceipt => {
      const position = this.positionOf(source, id) ?? 0;
      const duplicate = position <= last || seen.has(position);
      seen.add(position);
      return { position, duplicate };
    });
    // Written whole or not at all; one that brought nothing new can be written again.
    if (!receipts.some(({ duplicate }) => !duplicate)) return undefined;
    const bytes = receipts.reduce(
      (sum, { duplicate }, index) => (duplicate ? sum : sum + (portion.encoded[index] as EncodedEvent).bytes),
      this.#events.bytes,
    );
    this.wroteElsewhere([portion], receipts, {
      lastPosition: Math.max(...receipts.map(({ position }) => position)),
      eventBytes: bytes,
    });
    return receipts;
  }

  close(): void {
    this.#writer?.close();
    guarded(() => this.#database.close());
    this.#unlock();
  }

  abandon(): void {
    this.#writer?.close();
    if (this.#database.isOpen) this.#database.close();
    this.#unlock();
  }

  // Events.

  append(position: number, storedAtMs: number, event: TouchlineEvent, encoded: EncodedEvent): number {
    return this.#events.append(position, storedAtMs, event, encoded);
  }

  keepRecent(nextPositions: readonly number[]): void {
    this.#events.keepRecent(nextPositions);
  }

  readPage(query: PageQuery): Page {
    return this.#events.readPage(query);
  }

  countEvents(from: number, to: number, filter: TypeFilter, except: readonly number[]): number {
    return this.#events.countEvents(from, to, filter, except);
  }

  countByType(from: number, to: number): ReadonlyMap<string, number> {
    return this.#events.countByType(from, to);
  }

  positionAtTime(timeMs: number): number | undefined {
    return this.#events.positionAtTime(timeMs);
  }

  positionOf(source: string, id: string): number | undefined {
    return this.#events.positionOf(source, id);
  }

  edgeOfBytes(maxBytes: number): number {
    return this.#events.edgeOfBytes(maxBytes);
  }

  eventBytes(): number {
    return this.#events.bytes;
  }

  dropEventsBelow(edge: number): void {
    this.#parked.takeOverBelow(edge);
    this.#events.dropBelow(edge);
  }

  // Subscriptions.

  subscription(name: string): SubscriptionRow | undefined {
    return this.#subscriptions.get(name);
  }

  subscriptions(): readonly SubscriptionRow[] {
    return this.#subscriptions.all();
  }

  saveSubscription(row: SubscriptionRow): void {
    this.#subscriptions.save(row);
  }

  forgetSubscription(name: string): void {
    this.#subscriptions.forget(name);
    this.#parked.changes.forget(name);
  }

  parkedRows(subscription: string): readonly ParkedRow[] {
    return this.#parked.rows(subscription);
  }

  parkedEvents(subscription: string, positions: readonly number[]): ReadonlyMap<number, TouchlineEvent> {
    return this.#parked.events(subscription, positions);
  }

  saveParked(subscription: string, row: ParkedRow, event: TouchlineEvent): void {
    this.#parked.changes.put(subscription, row, this.eventOfRow(row.position, event));
  }

  updateParked(subscription: string, row: ParkedRow): void {
    this.#parked.changes.put(subscription, row);
  }

  dropParked(subscription: string, position: number): void {
    this.#parked.changes.drop(subscription, position);
  }

  eventOfRow(position: number, event: TouchlineEvent): string {
    if (position < this.#events.oldest) return serialiseEvent(event);
    this.#parked.keepText(position, event);
    return '';
  }

  bookmark(name: string): string | undefined {
    const row = guarded(() => this.#sql('SELECT text FROM bookmarks WHERE name = ?').get(name));
    return row === undefined ? undefined : String(row.text);
  }

  saveBookmark(name: string, text: string): void {
    this.#sql(
      'INSERT INTO bookmarks (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text',
    ).run(name, text);
  }

  // Dead letters.

  deadLetters(filter: DeadLetterFilter, limit: number, afterSequence: number): readonly DeadLetter[] {
    return this.#dead.list(filter, limit, afterSequence);
  }

  countDeadLetters(filter: DeadLetterFilter): number {
    return this.#dead.count(filter);
  }

  deadDeliveries(filter: DeadLetterFilter, limit: number, upToSequence: number): readonly ReplayableRow[] {
    return this.#dead.deliveries(filter, limit, upToSequence);
  }

  lastDeadSequence(): number {
    return this.#dead.lastSequence();
  }

  addDeadDelivery(letter: NewDeadDelivery): void {
    this.#dead.addDelivery(letter);
  }

  addDeadWebhook(letter: NewDeadWebhook): number {
    return this.#dead.addWebhook(letter);
  }

  dropDeadLetter(sequence: number): void {
    this.#dead.drop(sequence);
  }

  dropDeadLetters(filter: DeadLetterFilter): number {
    return this.#dead.dropMatching(filter);
  }

  /** Each subscription that is opened would have to read the journal, and now nobody waits for anything. */
  #foldJournal(): void {
    if (this.#journal.isEmpty) return;
    this.#sql('BEGIN IMMEDIATE').run();
    try {
      this.#journal.foldAll();
      this.#sql('COMMIT').run();
    } catch {
      // A disk that is full is no reason not to open: all of it can be read from the journal too.
      if (this.#database.isTransaction) this.#sql('ROLLBACK').run();
    }
  }

  #sql(sql: string): StatementSync {
    return this.#statements.of(sql);
  }
}
