import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ParkedRow } from './log-storage.ts';
import { type ChangedRows, LatestChanges } from './parked-change.ts';

// The writing thread loads this file too, so it imports nothing but what that can load.

/**
 * The rows of deliveries, as one connection writes them: each checkpoint appends what it says of them to a journal, as one
 * row, because to write each in its place would write a page of the file for each. Now and then what the journal comes to
 * is folded into the table, in the order of the table, so that neighbours share a page; a little with each transaction, so
 * that none waits for it. Most deliveries are retried and gone long before, and never come to the table.
 *
 * What stands in the table, and after that in the journal in order, is the truth at any moment. Whoever folds drops what
 * it has folded; nobody else drops anything of the journal. So any connection may add to it, and one may fold.
 */
export class ParkedJournal {
  readonly #charactersBeforeFolding: number;
  readonly #rowsAtOnce: number;
  readonly #add: StatementSync;
  readonly #last: StatementSync;
  readonly #read: StatementSync;
  readonly #drop: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #forget: StatementSync;
  #folding: Iterator<number> | undefined;
  /** Characters that came to the journal since it was folded last. */
  #added: number;
  /** How much folding is due for what was added since. */
  #due = 0;

  constructor(
    database: DatabaseSync,
    { charactersBeforeFolding = aboutTwentyThousandChanges, rowsAtOnce = 64 }: FoldingPace = {},
  ) {
    this.#charactersBeforeFolding = charactersBeforeFolding;
    this.#rowsAtOnce = rowsAtOnce;
    this.#add = database.prepare('INSERT INTO parked_changes (changes) VALUES (?)');
    this.#last = database.prepare('SELECT coalesce(max(sequence), 0) AS sequence FROM parked_changes');
    this.#read = database.prepare(
      'SELECT sequence, changes FROM parked_changes WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?',
    );
    this.#drop = database.prepare('DELETE FROM parked_changes WHERE sequence <= ?');
    this.#put = database.prepare(`
      INSERT INTO parked (subscription, position, due_at_ms, attempt, first_attempt_ms, progress, replayed, partitionkey, event)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (subscription, position) DO UPDATE SET due_at_ms = excluded.due_at_ms, attempt = excluded.attempt,
        first_attempt_ms = excluded.first_attempt_ms, progress = excluded.progress, replayed = excluded.replayed,
        partitionkey = coalesce(excluded.partitionkey, partitionkey),
        event = CASE excluded.event WHEN '' THEN event ELSE excluded.event END`);
    this.#remove = database.prepare('DELETE FROM parked WHERE subscription = ? AND position = ?');
    this.#forget = database.prepare('DELETE FROM parked WHERE subscription = ?');
    this.#added = this.isEmpty ? 0 : charactersBeforeFolding;
  }

  get isEmpty(): boolean {
    return this.#lastSequence() === 0;
  }

  /** Takes what a checkpoint says, as the JSON of its changes. Within a transaction. */
  add(json: string): void {
    this.#add.run(json);
    this.#added += json.length;
    if (this.#folding) this.#due += json.length * foldedPerAdded;
  }

  /** Folds as much as what was added asks for. Within a transaction. */
  foldSome(): void {
    if (!this.#folding && this.#added >= this.#charactersBeforeFolding) {
      this.#folding = this.#fold();
      this.#added = 0;
      this.#due = 0;
    }
    while (this.#folding && this.#due >= this.#rowsAtOnce * charactersOfRow) {
      const { value, done } = this.#folding.next();
      if (done) this.#folding = undefined;
      else this.#due -= value;
    }
  }

  /** Folds everything. Within a transaction. */
  foldAll(): void {
    const folding = this.#fold();
    while (!folding.next().done);
    this.restart();
    this.#added = 0;
  }

  /** The transaction was not written, or another connection has folded: what was folded half is begun again. */
  restart(): void {
    this.#folding = undefined;
  }

  /** Writes a row in its place. Within a transaction. */
  put(subscription: string, row: ParkedRow, event = ''): void {
    const { position, dueMs, attempt, firstAttemptMs = null, progress, key = null } = row;
    const replayed = row.replayed ? 1 : 0;
    this.#put.run(subscription, position, dueMs, attempt, firstAttemptMs, progress, replayed, key, event);
  }

  /** What the whole journal comes to. */
  latest(): LatestChanges {
    const latest = new LatestChanges();
    for (const row of this.#read.iterate(0, Number.MAX_SAFE_INTEGER, -1)) latest.add(String(row.changes));
    return latest;
  }

  /** Folds what the journal holds now. Yields how many characters it has folded since. */
  *#fold(): Generator<number, undefined> {
    const last = this.#lastSequence();
    const latest = new LatestChanges();
    for (let read = 0; read < last; ) {
      let characters = 0;
      for (const row of this.#read.all(read, last, checkpointsAtOnce)) {
        const json = String(row.changes);
        latest.add(json);
        characters += json.length;
        read = Number(row.sequence);
      }
      yield characters;
    }
    for (const [subscription, changed] of latest.bySubscription) yield* this.#write(subscription, changed);
    this.#drop.run(last);
    return undefined;
  }

  *#write(subscription: string, { forgotten, rows }: ChangedRows): Generator<number, undefined> {
    if (forgotten) this.#forget.run(subscription);
    let written = 0;
    for (const position of Float64Array.from(rows.keys()).sort()) {
      const changed = rows.get(position);
      if (changed) this.put(subscription, changed.row, changed.event);
      else this.#remove.run(subscription, position);
      written += 1;
      if (written % this.#rowsAtOnce === 0) yield this.#rowsAtOnce * charactersOfRow;
    }
    return undefined;
  }

  #lastSequence(): number {
    return Number(this.#last.get()?.sequence);
  }
}

/** How folding goes on. */
export interface FoldingPace {
  /** It begins once the journal has grown by so much. */
  readonly charactersBeforeFolding?: number;
  /** It writes so many rows of the table at once. */
  readonly rowsAtOnce?: number;
}

/** Twice as many as a subscription parks unless it is told otherwise: then each row is written in its place half as often. */
const aboutTwentyThousandChanges = 1_000_000;
/** Each change is read and, at most, written once: so folding is done just before it is to begin again, and never in a hurry. */
const foldedPerAdded = 2.2;
const checkpointsAtOnce = 16;
/** About what a change takes. */
const charactersOfRow = 50;
