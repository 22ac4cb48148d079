import type { AppendReceipt, TouchlineError, TouchlineEvent } from '@touchline/core';
import type { EncodedEvent, LogTransaction } from './log-storage.ts';

/** What of a transaction may be written while the log goes on: it needs no answer from storage. */
export type CheckpointTransaction = Pick<
  LogTransaction,
  'saveSubscription' | 'saveParked' | 'updateParked' | 'dropParked'
>;

/** Events to be appended, with the checkpoints that go with them; all of it is written, or nothing. */
export interface Portion {
  /** Milliseconds since the epoch. */
  readonly storedAtMs: number;
  readonly events: readonly TouchlineEvent[];
  readonly encoded: readonly EncodedEvent[];
  /** Writes the checkpoints. Called at once: they say how things stand when the portion is handed over. */
  readonly save: (transaction: CheckpointTransaction) => void;
}

/** How the portions of one transaction ended. */
export interface TransactionReport {
  /** So many portions, from the first that has not ended yet. */
  readonly portions: number;
  /** Of all their events, in order; empty when nothing was written. */
  readonly receipts: readonly AppendReceipt[];
  /** Why nothing of them was written, when that is so. */
  readonly error?: TouchlineError;
}

/**
 * Writes on a thread of its own what is appended, while this one goes on. Portions are written in the order in which
 * they are handed over; those that wait for the one under way share a transaction.
 *
 * Once a transaction has failed, every portion that was handed over until then fails too, so that none overtakes
 * another. Nothing else may write while a portion is under way.
 */
export interface BackgroundWriter {
  /** Hands over a portion. The listener hears of it later, never within this call. */
  write(portion: Portion): void;
  /** Hears how portions end. */
  listen(listener: (report: TransactionReport) => void): void;
  /** Waits until all that was handed over has ended, and tells the listener; nothing else happens meanwhile. */
  finish(): void;
}
