import type { DatabaseSync } from 'node:sqlite';
import { TouchlineError } from '@touchline/core';
import type { NotedWrite } from '../noted-writes.ts';
import type { Disk } from './disk.ts';
import { explainStorageError } from './storage-errors.ts';

/** A transaction that waits: to be written, or to be durable. */
interface Waiting {
  readonly writes: readonly NotedWrite[];
  readonly committed: (() => void) | undefined;
  readonly resolve: () => void;
  readonly reject: (error: TouchlineError) => void;
}

/** How a {@link GroupCommit} works. */
export interface GroupCommitOptions {
  readonly database: DatabaseSync;
  readonly disk: Disk;
  /** Whether a transaction is durable only once it is on the disk; else once the system has it. */
  readonly untilOnDisk: boolean;
}

/**
 * Gathers the transactions of one turn of the event loop into one. Everything that waits for the disk does so beside the event loop,
 * so the database runs with `synchronous = OFF`, and this keeps the order that SQLite would keep: a transaction is durable once the log is
 * synced after it; pages go from the log into the file only when they are durable in the log; and the log is emptied only when they
 * are durable in the file, before anything new is written.
 *
 * @see https://www.sqlite.org/wal.html#ckpt
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #disk: Disk;
  readonly #untilOnDisk: boolean;
  #waiting: Waiting[] = [];
  /** Committed, and not told yet. */
  #unsynced: Waiting[] = [];
  /** Rows in the log, about. */
  #rowsInLog = 0;
  /** How large transactions were lately. */
  #rowsLately = 0;
  #isScheduled = false;
  /** While the log goes into the file, nothing is written. */
  #isHeld = false;
  #mustEmptyLog = false;
  #working: Promise<void> | undefined;
  /** A disk that once did not keep what it was given is not to be trusted with more. */
  #broken: TouchlineError | undefined;

  constructor({ database, disk, untilOnDisk }: GroupCommitOptions) {
    this.#database = database;
    this.#disk = disk;
    this.#untilOnDisk = untilOnDisk;
  }

  /** Resolves once the writes are durable. */
  add(writes: readonly NotedWrite[], committed?: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken);
      this.#waiting.push({ writes, committed, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves once everything that was begun is durable. */
  async settled(): Promise<void> {
    for (;;) {
      this.#commit();
      if (!this.#working) return;
      await this.#working;
    }
  }

  /** Moves everything from the log into the file, for good. */
  async emptyLog(): Promise<void> {
    this.#mustEmptyLog = true;
    this.#begin();
    await this.settled();
    if (this.#broken) throw this.#broken;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isHeld) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#commit();
    });
  }

  #commit(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0 || this.#isHeld) return;
    this.#waiting = [];
    const error = this.#write(waiting);
    const committed: Waiting[] = [];
    for (const each of waiting) {
      // One that cannot be written must not take the others of its turn with it.
      const alone = error && waiting.length > 1 ? this.#write([each]) : error;
      if (alone) each.reject(alone);
      else committed.push(each);
    }
    const rowsBefore = this.#rowsInLog;
    for (const { writes } of committed) this.#rowsInLog += writes.length;
    this.#rowsLately = Math.max(this.#rowsInLog - rowsBefore, this.#rowsLately / 2);
    for (const each of committed) each.committed?.();
    this.#unsynced.push(...committed);
    this.#begin();
  }

  #begin(): void {
    // Later, because what ends at once would be over before it is noted that it began.
    this.#working ??= Promise.resolve().then(() => this.#work());
  }

  /** Syncs and tells what is committed, and empties the log when it is time. */
  async #work(): Promise<void> {
    try {
      do {
        const committed = this.#unsynced;
        this.#unsynced = [];
        try {
          if (committed.length > 0 && this.#untilOnDisk) await this.#disk.syncLog();
        } catch (cause) {
          for (const { reject } of committed) reject(this.#break(cause));
          continue;
        }
        for (const { resolve } of committed) resolve();
        if (this.#unsynced.length === 0 && this.#isTimeToEmpty()) await this.#moveLog();
        else if (this.#rowsInLog >= mostRowsInLog) this.#isHeld = true;
      } while (this.#unsynced.length > 0 || (this.#mustEmptyLog && !this.#broken));
    } finally {
      this.#working = undefined;
      this.#isHeld = false;
      if (this.#waiting.length > 0) this.#schedule();
    }
  }

  #isTimeToEmpty(): boolean {
    if (this.#broken) return false;
    // Where a stock of events is read in, nobody gains by short steps, and a page that is written again and again is moved once.
    const isQuiet = this.#waiting.length === 0 && this.#rowsLately <= fewRowsInLog;
    return this.#mustEmptyLog || this.#rowsInLog >= (isQuiet ? fewRowsInLog : mostRowsInLog);
  }

  async #moveLog(): Promise<void> {
    this.#isHeld = true;
    this.#mustEmptyLog = false;
    try {
      await this.#disk.syncLog();
      this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      await this.#disk.syncFile();
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await this.#disk.syncLog();
      this.#rowsInLog = 0;
    } catch (cause) {
      this.#break(cause);
    } finally {
      this.#isHeld = false;
    }
  }

  /** Answers why nothing was written, when it was not. */
  #write(transactions: readonly Waiting[]): TouchlineError | undefined {
    if (this.#broken) return this.#broken;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const { writes } of transactions) for (const write of writes) write();
      this.#database.exec('COMMIT');
      return undefined;
    } catch (error) {
      // Some failures roll back by themselves.
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
      return explainStorageError(error);
    }
  }

  #break(cause: unknown): TouchlineError {
    this.#broken ??= new TouchlineError(
      'hub.storage_failed',
      'The disk did not keep what was written to it.',
      {
        cause,
      },
    );
    return this.#broken;
  }
}

/** The log is emptied when it holds so much, and nobody wants to write: what moves at once holds up the event loop a few milliseconds. */
const fewRowsInLog = 1_000;

/** The log is emptied when it holds so much, whoever wants to write. */
const mostRowsInLog = 50_000;
