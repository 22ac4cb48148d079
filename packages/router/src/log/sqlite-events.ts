import type { StatementSync } from 'node:sqlite';
import type { AppendReceipt, TouchlineEvent } from '@touchline/core';
import type { Portion } from './background-writer.ts';
import type { EncodedEvent, Page, PageQuery, StoredRecord } from './log-storage.ts';
import { RecentEvents } from './recent-events.ts';
import { typeCondition } from './sqlite-conditions.ts';
import type { SqlRow } from './sqlite-rows.ts';
import { guarded, type SqliteStatements } from './sqlite-statement-cache.ts';
import { insertEvent, positionOfEvent, readLogState, saveLogState } from './sqlite-statements.ts';
import type { LogFigures } from './sqlite-writer.ts';
import type { TypeFilter } from './type-filter.ts';

/** The table of events, and the row of figures about all of them. */
export class SqliteEvents {
  readonly #statements: SqliteStatements;
  readonly #recent = new RecentEvents();
  readonly #insert: StatementSync;
  #oldest = 1;
  #lastPosition = 0;
  #bytes = 0;
  /** What the transaction under way appended. */
  #appended: StoredRecord[] = [];

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
    this.#insert = this.#sql(insertEvent);
  }

  /** The lowest position held; one above the last when none is. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The highest position ever given away. */
  get lastPosition(): number {
    return this.#lastPosition;
  }

  /** What all of them take. */
  get bytes(): number {
    return this.#bytes;
  }

  readFigures(): void {
    const state = this.#sql(readLogState).get();
    const oldest = this.#sql('SELECT min(position) AS position FROM events').get();
    this.#lastPosition = Number(state?.last_position);
    this.#bytes = Number(state?.event_bytes);
    this.#oldest = Number(oldest?.position ?? this.#lastPosition + 1);
  }

  /** Within a transaction. */
  saveFigures(): void {
    this.#sql(saveLogState).run(this.#lastPosition, this.#bytes);
  }

  lastStoredMs(): number {
    const last = this.#sql('SELECT stored_at_ms FROM events WHERE position = ?').get(this.#lastPosition);
    return Number(last?.stored_at_ms ?? 0);
  }

  /** A transaction begins. */
  begin(): void {
    this.#appended = [];
  }

  /** The transaction is durable; answers how many events it brought. */
  committed(): number {
    for (const record of this.#appended) this.#recent.push(record);
    return this.#appended.length;
  }

  append(position: number, storedAtMs: number, event: TouchlineEvent, { json, bytes }: EncodedEvent): number {
    const { type, source, id } = event;
    if (this.#insert.run(position, storedAtMs, type, source, id, json).changes === 0)
      return this.positionOf(source, id) as number;
    this.#lastPosition = position;
    this.#bytes += bytes;
    this.#appended.push({ position, storedAtMs, event, bytes });
    return 0;
  }

  /** Another connection has appended these. */
  appendedElsewhere(
    portions: readonly Portion[],
    receipts: readonly AppendReceipt[],
    { lastPosition, eventBytes }: LogFigures,
  ): void {
    this.#lastPosition = lastPosition;
    this.#bytes = eventBytes;
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
      let bytes = this.#bytes;
      const sizes = this.#sql('SELECT position, octet_length(event) AS bytes FROM events ORDER BY position');
      if (bytes <= maxBytes) return this.#oldest;
      for (const row of sizes.iterate()) {
        bytes -= Number(row.bytes);
        if (bytes <= maxBytes) return Number(row.position) + 1;
      }
      return this.#lastPosition + 1;
    });
  }

  dropBelow(edge: number): void {
    const dropped = this.#sql(
      'SELECT coalesce(sum(octet_length(event)), 0) AS bytes FROM events WHERE position < ?',
    );
    this.#bytes -= Number(dropped.get(edge)?.bytes);
    this.#sql('DELETE FROM events WHERE position < ?').run(edge);
    this.#oldest = Math.max(this.#oldest, edge);
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
