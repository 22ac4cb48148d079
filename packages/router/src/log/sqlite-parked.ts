import { serialiseEvent, TouchlineError, type TouchlineEvent } from '@touchline/core';
import { EventTexts } from './event-texts.ts';
import type { ParkedRow } from './log-storage.ts';
import { type ChangedRows, ParkedChanges } from './parked-change.ts';
import type { ParkedJournal } from './parked-journal.ts';
import { readParkedRow, type SqlRow } from './sqlite-rows.ts';
import { guarded, type SqliteStatements } from './sqlite-statement-cache.ts';

/** A list of parameters is read in half the time of a list in JSON; those that are not needed are null. */
const positionsAtOnce = 16;
const eventsAtPositions = `SELECT position, event FROM events WHERE position IN (${Array(positionsAtOnce).fill('?').join(', ')})`;

/**
 * The deliveries with a row of their own. Such a row leaves its event in the log, and holds it itself only once the log
 * drops it: most are retried and gone long before.
 */
export class SqliteParked {
  readonly #statements: SqliteStatements;
  readonly #journal: ParkedJournal;
  /** A delivery that fails is read again and again, and to look it up in the file takes longer than all else of a retry. */
  readonly #texts = new EventTexts();
  /** What the transaction under way changes, beside what is written already. */
  readonly changes = new ParkedChanges();

  constructor(statements: SqliteStatements, journal: ParkedJournal) {
    this.#statements = statements;
    this.#journal = journal;
  }

  /** In order of position. */
  rows(subscription: string): readonly ParkedRow[] {
    return guarded(() => {
      const rows = new Map<number, ParkedRow>();
      const { forgotten, rows: changed } = this.#changedOf(subscription) ?? nothingChanged;
      if (!forgotten)
        for (const row of this.#statements
          .of('SELECT * FROM parked WHERE subscription = ?')
          .iterate(subscription)) {
          const read = readParkedRow(row);
          rows.set(read.position, read);
        }
      for (const [position, latest] of changed)
        if (latest) rows.set(position, { ...latest.row, key: latest.row.key ?? rows.get(position)?.key });
        else rows.delete(position);
      return [...rows.values()].sort((one, other) => one.position - other.position);
    });
  }

  events(subscription: string, positions: readonly number[]): ReadonlyMap<number, TouchlineEvent> {
    const events = new Map<number, TouchlineEvent>();
    for (const position of positions) {
      const text = this.#texts.get(position);
      if (text !== undefined) events.set(position, JSON.parse(text));
    }
    if (events.size < positions.length) guarded(() => this.#readEvents(subscription, positions, events));
    return events;
  }

  /** Writes what the transaction has changed so far. */
  flush(): void {
    const json = this.changes.take();
    if (json !== '') this.#journal.add(json);
  }

  /** The transaction was not written. */
  revert(): void {
    this.changes.take();
  }

  /** The event of a new row will soon be wanted. */
  keepText(position: number, event: TouchlineEvent): void {
    // Other routes may have parked it too.
    if (!this.#texts.has(position)) this.#texts.put(position, serialiseEvent(event));
  }

  /** The log is about to drop its events below a position: rows that need one take it over. */
  takeOverBelow(edge: number): void {
    this.flush();
    // A row that is folded late can be one that is gone already, and its event too.
    this.#statements
      .of(
        `UPDATE parked SET event = coalesce((SELECT event FROM events WHERE events.position = parked.position), '')
         WHERE event = '' AND position < ?`,
      )
      .run(edge);
    const event = this.#statements.of('SELECT event FROM events WHERE position = ?');
    for (const [subscription, { forgotten, rows }] of this.#journal.latest().bySubscription)
      for (const [position, latest] of rows) {
        if (!latest || latest.event !== undefined || position >= edge) continue;
        const text = event.get(position)?.event;
        // Taken over before, and said when the row was new.
        if (text === undefined) continue;
        const { row } = latest;
        this.#journal.put(subscription, row, String(text));
        // What was dead before, or forgotten, can be so once more, when the journal is folded up to there.
        if (row.replayed || forgotten) this.changes.put(subscription, row, String(text));
      }
    this.flush();
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
    if (dropped.length === 0) return;
    take(
      this.#statements
        .of(
          `SELECT position, event FROM parked
           WHERE subscription = ? AND event <> '' AND position IN (SELECT value FROM json_each(?))`,
        )
        .all(subscription, JSON.stringify(dropped)),
    );
    if (!dropped.some(isMissing)) return;
    const changed = this.#changedOf(subscription)?.rows;
    for (const position of dropped.filter(isMissing)) {
      const event = changed?.get(position)?.event;
      if (event === undefined)
        throw new TouchlineError(
          'log.corrupt',
          `The event at position ${position} is parked, and not there.`,
        );
      take([{ position, event }]);
    }
  }

  #changedOf(subscription: string): ChangedRows | undefined {
    return this.#journal.isEmpty ? undefined : this.#journal.latest().bySubscription.get(subscription);
  }
}

const nothingChanged: ChangedRows = { forgotten: false, rows: new Map() };
