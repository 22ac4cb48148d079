import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { readLogState, saveLogState } from './sqlite-statements.ts';

// The writing thread loads this file too, so it imports nothing but what that can load.

/**
 * How far a log has come, and what its events take, as the connection knows that writes them all the time. It writes this
 * into the file now and then only, because each time costs a page of the file; who opens the file counts what came since.
 */
export class WrittenFigures {
  readonly #dataVersion: StatementSync;
  readonly #read: StatementSync;
  readonly #save: StatementSync;
  #seenVersion = -1;
  #savedPosition = 0;
  lastPosition = 0;
  eventBytes = 0;

  constructor(database: DatabaseSync) {
    // Differs from before once another connection has written. https://www.sqlite.org/pragma.html#pragma_data_version
    this.#dataVersion = database.prepare('PRAGMA data_version');
    this.#read = database.prepare(readLogState);
    this.#save = database.prepare(saveLogState);
  }

  /** A transaction has begun: nobody else writes until it ends. */
  begin(): void {
    const version = Number(this.#dataVersion.get()?.data_version);
    if (version === this.#seenVersion) return;
    const state = this.#read.get();
    this.lastPosition = Number(state?.last_position);
    this.eventBytes = Number(state?.event_bytes);
    this.#savedPosition = Number(state?.saved_position);
    this.#seenVersion = version;
  }

  /** An event was appended, at the position after the last. */
  add(bytes: number): void {
    this.lastPosition += 1;
    this.eventBytes += bytes;
  }

  /** The transaction is about to end. */
  saveNowAndThen(): void {
    if (this.lastPosition - this.#savedPosition < eventsBetweenSaves) return;
    this.#save.run(this.lastPosition, this.eventBytes);
    this.#savedPosition = this.lastPosition;
  }

  /** The transaction was not written. */
  forget(): void {
    this.#seenVersion = -1;
  }
}

/** Few enough to be counted within some milliseconds when the file is opened. */
const eventsBetweenSaves = 1_000;
