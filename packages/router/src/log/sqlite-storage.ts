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
  StoredRecord,
  SubscriptionRow,
} from './log-storage.ts';
import { ParkedJournal } from './parked-journal.ts';
import { RecentEvents } from './recent-events.ts';
import { typeCondition } from './sqlite-conditions.ts';
import type { ConnectionSettings } from './sqlite-connection.ts';
import { SqliteDeadLetters } from './sqlite-dead-letters.ts';
import { SqliteParked } from './sqlite-parked.ts';
import type { SqlRow } from './sqlite-rows.ts';
import { guarded, SqliteStatements } from './sqlite-statement-cache.ts';
import { insertEvent, positionOfEvent, readLogState, saveLogState } from './sqlite-statements.ts';
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
  readonly #subscriptions: SqliteSubscriptions;
  readonly #journal: ParkedJournal;
  readonly #parked: SqliteParked;
  readonly #dead: SqliteDeadLetters;
  readonly #recent = new RecentEvents();
  readonly #insertEvent: StatementSync;
  readonly #unlock: () => void;
  readonly #writer: SqliteWriter | undefined;
  #eventsUntilThread: number;
  #oldest = 1;
  #lastPosition = 0;
  #eventBytes = 0;
  /** What the transaction under way appended. */
  #appended: StoredRecord[] = [];

  constructor({ database, thread, threadAfterEvents, unlock }: SqliteStorageOptions) {
    this.#database = database;
    this.#unlock = unlock;
    this.#statements = new SqliteStatements(database);
    this.#subscriptions = new SqliteSubscriptions(this.#statements);
    this.#journal = guarded(() => new ParkedJournal(database));
    this.#parked = new SqliteParked(this.#statements, this.#journal);
    this.#dead = new SqliteDeadLetters(this.#statements);
    this.#insertEvent = this.#sql(insertEvent);
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
      this.#readState();
      this.#foldJournal();
      const lastStoredMs = this.#sql('SELECT stored_at_ms FROM events WHERE position = ?').get(
        this.#lastPosition,
      );
      return {
        lastPosition: this.#lastPosition,
        oldestPosition: this.#oldest,
        lastStoredMs: Number(lastStoredMs?.stored_at_ms ?? 0),
      };
    });
  }

  encode(event: TouchlineEvent): EncodedEvent {
    const json = serialiseEvent(event);
    return { json, bytes: Buffer.byteLength(json) };
  }

  write(work: (transaction: LogTransaction) => void): void {
    this.#appended = [];
    guarded(() => {
      this.#sql('BEGIN IMMEDIATE').run();
      try {
        work(this);
        this.#parked.flush();
        // The thread folds, once there is one.
        if (!this.background) this.#journal.foldSome();
        this.#saveState();
        this.#sql('COMMIT').run();
      } catch (error) {
        // Some failures roll back by themselves.
        if (this.#database.isTransaction) this.#sql('ROLLBACK').run();
        this.#parked.revert();
        this.#journal.restart();
        this.#readState();
        throw error;
      }
    });
    for (const record of this.#appended) this.#recent.push(record);
    if (this.#eventsUntilThread > 0) {
      this.#eventsUntilThread -= this.#appended.length;
      if (this.#eventsUntilThread <= 0) this.#writer?.start();
    }
  }

  wroteElsewhere(
    portions: readonly Portion[],
    receipts: readonly AppendReceipt[],
    { lastPosition, eventBytes }: LogFigures,
  ): void {
    this.#lastPosition = lastPosition;
    this.#eventBytes = eventBytes;
    this.#journal.restart();
    let next = 0;
    for (const { events, encoded, storedAtMs } of portions)
      for (let index = 0; index < events.length; index += 1) {
        const { position, duplicate } = receipts[next] as AppendReceipt;
        next += 1;
        if (duplicate) continue;
        const { bytes } = encoded[index] as EncodedEvent;
        this.#recent.push({ position, storedAtMs, event: events[index] as TouchlineEvent, bytes });
      }
  }

  receiptsOfLost(portion: Portion): readonly AppendReceipt[] | undefined {
    const last = this.#lastPosition;
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
      this.#eventBytes,
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

  append(position: number, storedAtMs: number, event: TouchlineEvent, { json, bytes }: EncodedEvent): number {
    const { type, source, id } = event;
    if (this.#insertEvent.run(position, storedAtMs, type, source, id, json).changes === 0)
      return this.positionOf(source, id) as number;
    this.#lastPosition = position;
    this.#eventBytes += bytes;
    this.#appended.push({ position, storedAtMs, event, bytes });
    return 0;
  }

  keepRecent(nextPositions: readonly number[]): void {
    this.#recent.keepFor(nextPositions);
  }

  readPage(query: PageQuery): Page {
    const from = Math.max(query.from, this.#oldest);
    if (this.#recent.holds(from)) return this.#recent.read({ ...query, from });
    const to = Math.min(query.to, from + query.maxPositions - 1);
    const types = typeCondition(query.filter);
    const rows = this.#sql(
      `SELECT position, stored_at_ms, event FROM events
       WHERE position BETWEEN ? AND ? AND ${types.sql} ORDER BY position LIMIT ?`,
    );
    return guarded(() => {
      const events: StoredRecord[] = [];
      let bytes = 0;
      for (const row of rows.iterate(from, to, ...types.values, query.limit)) {
        const record = readEvent(row);
        events.push(record);
        bytes += record.bytes;
        if (events.length >= query.limit || bytes >= query.maxBytes)
          return { events, next: record.position + 1 };
      }
      return { events, next: Math.max(from, to + 1) };
    });
  }

  countEvents(from: number, to: number, filter: TypeFilter, except: readonly number[]): number {
    if (from > to) return 0;
    const types = typeCondition(filter);
    return this.#statements.count(
      `SELECT count(*) AS count FROM events WHERE position BETWEEN ? AND ? AND ${types.sql}
       ${except.length > 0 ? 'AND position NOT IN (SELECT value FROM json_each(?))' : ''}`,
      [from, to, ...types.values, ...(except.length > 0 ? [JSON.stringify(except)] : [])],
    );
  }

  countByType(from: number, to: number): ReadonlyMap<string, number> {
    return guarded(
      () =>
        new Map(
          this.#sql('SELECT type, count(*) AS count FROM events WHERE position BETWEEN ? AND ? GROUP BY type')
            .all(from, to)
            .map(({ type, count }) => [String(type), Number(count)]),
        ),
    );
  }

  positionAtTime(timeMs: number): number | undefined {
    return guarded(() => {
      const storedAt = this.#sql('SELECT stored_at_ms FROM events WHERE position = ?');
      let low = this.#oldest;
      let high = this.#lastPosition + 1;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (Number(storedAt.get(middle)?.stored_at_ms) < timeMs) low = middle + 1;
        else high = middle;
      }
      return low > this.#lastPosition ? undefined : low;
    });
  }

  positionOf(source: string, id: string): number | undefined {
    return guarded(() => {
      const row = this.#sql(positionOfEvent).get(source, id);
      return row === undefined ? undefined : Number(row.position);
    });
  }

  edgeOfBytes(maxBytes: number): number {
    return guarded(() => {
      let bytes = this.#eventBytes;
      const sizes = this.#sql('SELECT position, octet_length(event) AS bytes FROM events ORDER BY position');
      if (bytes <= maxBytes) return this.#oldest;
      for (const row of sizes.iterate()) {
        bytes -= Number(row.bytes);
        if (bytes <= maxBytes) return Number(row.position) + 1;
      }
      return this.#lastPosition + 1;
    });
  }

  eventBytes(): number {
    return this.#eventBytes;
  }

  dropEventsBelow(edge: number): void {
    const dropped = this.#sql(
      'SELECT coalesce(sum(octet_length(event)), 0) AS bytes FROM events WHERE position < ?',
    );
    this.#eventBytes -= Number(dropped.get(edge)?.bytes);
    this.#parked.takeOverBelow(edge);
    this.#sql('DELETE FROM events WHERE position < ?').run(edge);
    this.#oldest = Math.max(this.#oldest, edge);
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
    this.#parked.forget(name);
  }

  parkedRows(subscription: string): readonly ParkedRow[] {
    return this.#parked.rows(subscription);
  }

  parkedEvents(subscription: string, positions: readonly number[]): ReadonlyMap<number, TouchlineEvent> {
    return this.#parked.events(subscription, positions);
  }

  saveParked(subscription: string, row: ParkedRow, event: TouchlineEvent): void {
    this.#parked.put(subscription, row, this.eventOfRow(row.position, event));
  }

  updateParked(subscription: string, row: ParkedRow): void {
    this.#parked.put(subscription, row);
  }

  dropParked(subscription: string, position: number): void {
    this.#parked.drop(subscription, position);
  }

  eventOfRow(position: number, event: TouchlineEvent): string {
    if (position < this.#oldest) return serialiseEvent(event);
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

  // The row of figures about the whole log.

  #readState(): void {
    const state = this.#sql(readLogState).get();
    const oldest = this.#sql('SELECT min(position) AS position FROM events').get();
    this.#lastPosition = Number(state?.last_position);
    this.#eventBytes = Number(state?.event_bytes);
    this.#oldest = Number(oldest?.position ?? this.#lastPosition + 1);
  }

  #saveState(): void {
    this.#sql(saveLogState).run(this.#lastPosition, this.#eventBytes);
  }

  #sql(sql: string): StatementSync {
    return this.#statements.of(sql);
  }
}

const readEvent = (row: SqlRow): StoredRecord => {
  const json = String(row.event);
  return {
    position: Number(row.position),
    storedAtMs: Number(row.stored_at_ms),
    event: JSON.parse(json) as TouchlineEvent,
    bytes: json.length,
  };
};
