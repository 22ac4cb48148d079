import type { DatabaseSync } from 'node:sqlite';
import type { TouchlineError } from '@touchline/core';
import type { NotedWrite } from '../noted-writes.ts';
import { explainStorageError } from './storage-errors.ts';

/** A transaction that waits to be written. */
interface Waiting {
  readonly writes: readonly NotedWrite[];
  readonly resolve: () => void;
  readonly reject: (error: TouchlineError) => void;
}

/** Gathers the transactions of one turn of the event loop into one, so that they share one sync of the disk. */
export class GroupCommit {
  readonly #database: DatabaseSync;
  #waiting: Waiting[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Resolves once the writes are durable. */
  add(writes: readonly NotedWrite[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ writes, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Writes everything that waits, now. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    const error = this.#write(waiting);
    for (const each of waiting) {
      // One that cannot be written must not take the others of its turn with it.
      const alone = error && waiting.length > 1 ? this.#write([each]) : error;
      if (alone) each.reject(alone);
      else each.resolve();
    }
  }

  /** Answers why nothing was written, when it was not. */
  #write(transactions: readonly Waiting[]): TouchlineError | undefined {
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
}
