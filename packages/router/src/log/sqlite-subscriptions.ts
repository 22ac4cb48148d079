import { serialiseEvent, type TouchlineEvent } from '@touchline/core';
import { EventTexts } from './event-texts.ts';
import type { ParkedRow, SubscriptionRow } from './log-storage.ts';
import { readParkedRow, readSubscription, type SqlRow } from './sqlite-rows.ts';
import { guarded, type SqliteStatements } from './sqlite-statement-cache.ts';
import {
  checkpointStatements,
  newParkedValues,
  parkedValues,
  subscriptionValues,
} from './sqlite-statements.ts';

/** A list of parameters is read in half the time of a list in JSON; those that are not needed are null. */
const positionsAtOnce = 16;
const eventsAtPositions = `SELECT position, event FROM events WHERE position IN (${Array(positionsAtOnce).fill('?').join(', ')})`;

/**
 * The tables of subscriptions and of deliveries with a row of their own. Such a row leaves its event in the log, and holds
 * it itself only once the log drops it: most are retried and gone long before.
 */
export class SqliteSubscriptions {
  readonly #statements: SqliteStatements;
  /** A delivery that fails is read again and again, and to look it up in the file takes longer than all else of a retry. */
  readonly #texts = new EventTexts();

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  get(name: string): SubscriptionRow | undefined {
    return guarded(() => {
      const row = this.#statements.of('SELECT * FROM subscriptions WHERE name = ?').get(name);
      return row && readSubscription(row);
    });
  }

  all(): readonly SubscriptionRow[] {
    return guarded(() =>
      this.#statements.of('SELECT * FROM subscriptions ORDER BY rowid').all().map(readSubscription),
    );
  }

  save(row: SubscriptionRow): void {
    this.#statements.of(checkpointStatements.saveSubscription).run(...subscriptionValues(row));
  }

  forget(name: string): void {
    this.#statements.of('DELETE FROM subscriptions WHERE name = ?').run(name);
    this.#statements.of('DELETE FROM parked WHERE subscription = ?').run(name);
    this.#statements.of('DELETE FROM dead_letters WHERE subscription = ?').run(name);
  }

  parked(subscription: string): readonly ParkedRow[] {
    return guarded(() =>
      this.#statements
        .of(
          `SELECT position, due_at_ms, attempt, first_attempt_ms, progress, replayed, partitionkey
         FROM parked WHERE subscription = ? ORDER BY position`,
        )
        .all(subscription)
        .map(readParkedRow),
    );
  }

  parkedEvents(subscription: string, positions: readonly number[]): ReadonlyMap<number, TouchlineEvent> {
    const events = new Map<number, TouchlineEvent>();
    for (const position of positions) {
      const text = this.#texts.get(position);
      if (text !== undefined) events.set(position, JSON.parse(text));
    }
    if (events.size < positions.length) guarded(() => this.#readEvents(subscription, positions, events));
    return events;
  }

  saveParked(subscription: string, row: ParkedRow, event: string): void {
    this.#statements.of(checkpointStatements.saveParked).run(...newParkedValues(row, subscription, event));
  }

  updateParked(subscription: string, row: ParkedRow): void {
    this.#statements.of(checkpointStatements.updateParked).run(...parkedValues(row, subscription));
  }

  dropParked(subscription: string, position: number): void {
    this.#statements.of(checkpointStatements.dropParked).run(subscription, position);
  }

  /** The event of a new row will soon be wanted. */
  keepText(position: number, event: TouchlineEvent): void {
    // Other routes may have parked it too.
    if (!this.#texts.has(position)) this.#texts.put(position, serialiseEvent(event));
  }

  /** Adds those that are missing. */
  #readEvents(subscription: string, positions: readonly number[], events: Map<number, TouchlineEvent>): void {
    const take = (rows: readonly SqlRow[]): void => {
      for (const row of rows) {
        const position = Number(row.position);
        const text = String(row.event);
        events.set(position, JSON.parse(text));
        this.#texts.put(position, text);
      }
    };
    const isMissing = (position: number): boolean => !events.has(position);
    const wanted = positions.filter(isMissing);
    const held = this.#statements.of(eventsAtPositions);
    for (let from = 0; from < wanted.length; from += positionsAtOnce)
      take(held.all(...Array.from({ length: positionsAtOnce }, (_, place) => wanted[from + place] ?? null)));
    const dropped = wanted.filter(isMissing);
    if (dropped.length > 0)
      take(
        this.#statements
          .of(
            `SELECT position, event FROM parked
             WHERE subscription = ? AND position IN (SELECT value FROM json_each(?))`,
          )
          .all(subscription, JSON.stringify(dropped)),
      );
  }

  /** The log is about to drop its events below a position: rows that need one take it over. */
  takeOverBelow(position: number): void {
    this.#statements
      .of(
        `UPDATE parked SET event = (SELECT event FROM events WHERE events.position = parked.position)
         WHERE event = '' AND position < ?`,
      )
      .run(position);
  }
}
