import type { DatabaseSync } from 'node:sqlite';
import { TouchlineError } from '@touchline/core';
import type { NotedWrite } from '../noted-writes.ts';
import { explainStorageError } from './storage-errors.ts';

/** A transaction that waits: to be written, or to be durable. */
interface Waiting {
  readonly writes: readonly NotedWrite[];
  readonly committed: (() => void) | undefined;
  readonly resolve: () => void;
  readonly reject: (error: TouchlineError) => void;
}

/**
 * Gathers the transactions of one turn of the event loop into one, and syncs the disk beside the event loop: what is committed
 * meanwhile shares the next sync.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #sync: (() => Promise<void>) | undefined;
  #waiting: Waiting[] = [];
  /** Committed, and not durable yet. */
  #unsynced: Waiting[] = [];
  #syncing: Promise<void> | undefined;
  /** A disk that once did not keep what it was given is not to be trusted with more. */
  #broken: TouchlineError | undefined;

  /** @param sync makes durable what was committed; absent where that is not asked for. */
  constructor(database: DatabaseSync, sync?: () => Promise<void>) {
    this.#database = database;
    this.#sync = sync;
  }

  /** Resolves once the writes are durable. */
  add(writes: readonly NotedWrite[], committed?: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken);
      this.#waiting.push({ writes, committed, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Writes everything that waits, now. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    const error = this.#write(waiting);
    const committed: Waiting[] = [];
    for (const each of waiting) {
      // One that cannot be written must not take the others of its turn with it.
      const alone = error && waiting.length > 1 ? this.#write([each]) : error;
      if (alone) each.reject(alone);
      else committed.push(each);
    }
    for (const each of committed) each.committed?.();
    this.#unsynced.push(...committed);
    this.#syncing ??= this.#syncAll();
  }

  /** Resolves once everything that was committed is durable. */
  async settled(): Promise<void> {
    while (this.#syncing) await this.#syncing;
  }

  async #syncAll(): Promise<void> {
    while (this.#unsynced.length > 0) {
      const committed = this.#unsynced;
      this.#unsynced = [];
      try {
        await this.#sync?.();
        for (const { resolve } of committed) resolve();
      } catch (cause) {
        this.#broken ??= new TouchlineError(
          'hub.storage_failed',
          'The disk did not keep what was written to it.',
          {
            cause,
          },
        );
        for (const { reject } of committed) reject(this.#broken);
      }
    }
    this.#syncing = undefined;
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
}
